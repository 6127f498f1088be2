package org.fourierlearner.app.report;

import java.util.List;

/// What `flt inspect` found in a run of a model of molecules.
///
/// @param curve the losses, by rising step; empty if there is no log
/// @param score what the score for validation is, with the unit
/// @param quantity what has been learned about distances, such as `mask g(r)`
/// @param curves of every head, by layer and head; none if there is no encoding
public record RadialReport(List<TrainingPoint> curve, String score, String quantity, List<RadialCurve> curves) {
    public RadialReport {
        curve = List.copyOf(curve);
        curves = List.copyOf(curves);
    }
}
