package org.fourierlearner.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fourierlearner.app.report.InspectFiles;
import org.fourierlearner.app.report.RadialCurve;
import org.fourierlearner.app.report.RadialReport;
import org.fourierlearner.attention.Attention;
import org.fourierlearner.attention.MaskedAttention;
import org.fourierlearner.model.MoleculeTransformer;
import org.fourierlearner.rpe.RelativePositionalEncoding;
import org.fourierlearner.rpe.Shells;
import org.fourierlearner.task.MoleculeFolder;
import org.fourierlearner.task.MoleculePredictor;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Draws what a model of molecules has learned about distances.
///
/// @param run what was asked for
/// @param model the folder of its model
/// @param out where to write
record MoleculeInspection(Path run, Path model, Path out) {

    /// Å; bonds differ by some hundredths, but the blur of masks is wider.
    private static final double STEP = 0.1;

    /// Relative to the values; encodings that depend on distances alone differ by rounding.
    private static final double ALIKE = 1e-4;

    /// Those of a cube: to its faces, edges and corners, one of each pair.
    private static final double[][] DIRECTIONS = directions();

    /// Writes the files and tells their names, and a line for each head.
    void write(PrintWriter stdout) throws IOException {
        try (MoleculePredictor predictor = MoleculeFolder.load(model);
                var _ = Scope.withoutGradients()) {
            List<RadialCurve> curves = curves(predictor.model());
            boolean masks = predictor.model().config().attention().rpe() instanceof Shells;
            var report = new RadialReport(
                    TrainingLog.of(run),
                    predictor.keys().forces().isPresent() ? "score (meV + meV/Å)" : "score (meV)",
                    masks ? "mask g(r)" : "encoding f(r) (nats)",
                    curves);
            InspectFiles.write(report, out).forEach(stdout::println);
            curves.forEach(curve -> stdout.println(line(masks, curve)));
        }
    }

    private static String line(boolean masks, RadialCurve curve) {
        return "layer %d head %d feature %d: %s from %.3f to %.3f, largest at %.1f Å"
                .formatted(
                        curve.layer(),
                        curve.head(),
                        curve.feature(),
                        masks ? "g" : "f",
                        curve.least(),
                        curve.greatest(),
                        curve.peak());
    }

    private static List<RadialCurve> curves(MoleculeTransformer model) {
        double[] distances = distances(model);
        List<RadialCurve> curves = new ArrayList<>();
        List<Attention> attentions = model.attentions();
        for (int layer = 0; layer < attentions.size(); layer++) {
            int at = layer;
            Attention attention = attentions.get(layer);
            if (attention instanceof MaskedAttention masked) {
                curves.addAll(masks(layer, masked, distances));
            } else {
                attention.encoding().ifPresent(encoding -> curves.addAll(encodings(at, encoding, distances)));
            }
        }
        return curves;
    }

    /// As far as atoms of training examples are from each other, or masks reach.
    private static double[] distances(MoleculeTransformer model) {
        double end = model.config().attention().rpe() instanceof Shells shells
                ? shells.end()
                : model.input().farthest();
        double[] distances = new double[1 + (int) Math.ceil(end / STEP)];
        Arrays.setAll(distances, i -> i * STEP);
        return distances;
    }

    private static List<RadialCurve> masks(int layer, MaskedAttention attention, double[] distances) {
        Tensor masks = attention.masksAt(distances);
        double[] values = masks.toDoubles();
        List<RadialCurve> curves = new ArrayList<>();
        for (int mask = 0; mask < values.length / distances.length; mask++) {
            curves.add(new RadialCurve(
                    layer,
                    mask / masks.extent(1),
                    mask % masks.extent(1),
                    distances,
                    Arrays.copyOfRange(values, mask * distances.length, (mask + 1) * distances.length),
                    new double[0]));
        }
        return curves;
    }

    private static List<RadialCurve> encodings(int layer, RelativePositionalEncoding encoding, double[] distances) {
        double[] offsets = new double[3 * distances.length * DIRECTIONS.length];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = distances[i / 3 / DIRECTIONS.length] * DIRECTIONS[i / 3 % DIRECTIONS.length][i % 3];
        }
        double[] values =
                encoding.encodingAt(Tensor.of(offsets, offsets.length / 3, 3)).toDoubles();
        List<RadialCurve> curves = new ArrayList<>();
        for (int head = 0; head < 3 * values.length / offsets.length; head++) {
            double[] means = new double[distances.length];
            double[] deviations = new double[distances.length];
            for (int i = 0; i < distances.length; i++) {
                int first = (head * distances.length + i) * DIRECTIONS.length;
                double[] all = Arrays.copyOfRange(values, first, first + DIRECTIONS.length);
                double mean = Arrays.stream(all).average().orElseThrow();
                means[i] = mean;
                deviations[i] = Math.sqrt(Arrays.stream(all)
                        .map(value -> (value - mean) * (value - mean))
                        .average()
                        .orElseThrow());
            }
            boolean alike = Arrays.stream(deviations).max().orElse(0)
                    <= ALIKE * Arrays.stream(means).map(Math::abs).max().orElse(0);
            curves.add(new RadialCurve(layer, head, 0, distances, means, alike ? new double[0] : deviations));
        }
        return curves;
    }

    private static double[][] directions() {
        List<double[]> directions = new ArrayList<>();
        // of 27 cells of a cube around its middle one, those behind it
        for (int cell = 14; cell < 27; cell++) {
            double x = cell / 9 - 1;
            double y = cell / 3 % 3 - 1;
            double z = cell % 3 - 1;
            double length = Math.sqrt(x * x + y * y + z * z);
            directions.add(new double[] {x / length, y / length, z / length});
        }
        return directions.toArray(double[][]::new);
    }
}
