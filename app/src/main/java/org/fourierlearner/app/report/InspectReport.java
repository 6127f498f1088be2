package org.fourierlearner.app.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What `flt inspect` found in a run.
///
/// @param title the name of the run
/// @param facts what a reader wants to know first, in the order to show
/// @param positions what positions are measured in
/// @param curve the losses, by rising step; empty if there is no log
/// @param heads every attention head, by layer and head
/// @param notes warnings and remarks, a sentence each
public record InspectReport(
        String title,
        Map<String, String> facts,
        PositionUnit positions,
        List<TrainingPoint> curve,
        List<LayerHead> heads,
        List<String> notes) {
    public InspectReport {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        curve = List.copyOf(curve);
        heads = List.copyOf(heads);
        notes = List.copyOf(notes);
    }
}
