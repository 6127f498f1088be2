package org.fourierlearner.app.report;

import java.awt.image.BufferedImage;
import java.util.List;

/// What `flt inspect` found in a run of an image classifier.
///
/// @param curve the losses, by rising step; empty if there is no log
/// @param heads every attention head, by layer and head; at least one
/// @param image the image whose attention is drawn, as the model takes it
/// @param name what people call the image
/// @param row that of the patch whose attention is drawn, from 0
/// @param column likewise
public record PlaneReport(
        List<TrainingPoint> curve, List<PlaneHead> heads, BufferedImage image, String name, int row, int column) {
    public PlaneReport {
        curve = List.copyOf(curve);
        heads = List.copyOf(heads);
    }
}
