package org.fourierlearner.app.bench;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fourierlearner.app.report.Axis;
import org.fourierlearner.app.report.Line;
import org.fourierlearner.app.report.LineChart;
import org.fourierlearner.app.report.Panels;

/// Draws times over lengths, both logarithmic.
final class BenchPicture {
    private static final int PANEL_WIDTH = 560;
    private static final int PANEL_HEIGHT = 420;

    private BenchPicture() {}

    static BufferedImage of(Results results) {
        return new Panels(
                        "Attention, forward and backward",
                        "",
                        lines(results, Form.GRADIENTS),
                        2,
                        Stream.of(Form.GRADIENTS, Form.CAUSAL_GRADIENTS)
                                .map(form -> chart(results, form))
                                .toList())
                .draw();
    }

    private static BufferedImage chart(Results results, Form form) {
        return new LineChart(
                        form.causal() ? "Causal" : "Bidirectional",
                        new Axis.Logarithmic("tokens"),
                        new Axis.Logarithmic("milliseconds"),
                        lines(results, form),
                        false,
                        PANEL_WIDTH,
                        PANEL_HEIGHT)
                .draw();
    }

    private static List<Line> lines(Results results, Form form) {
        return Arrays.stream(Contender.values())
                .map(contender -> line(
                        contender,
                        results.timings().stream()
                                .filter(t ->
                                        t.contender() == contender && t.form().equals(form))
                                .toList()))
                .toList();
    }

    private static Line line(Contender contender, List<Timing> timings) {
        return Line.of(
                contender.label(),
                timings.stream().mapToDouble(Timing::length).toArray(),
                timings.stream().mapToDouble(t -> 1e3 * t.seconds()).toArray(),
                // there are more contenders than colors, and the exact ones are of another kind
                contender.isLinear() ? Line.Mark.JOINED_POINTS : Line.Mark.DASHED);
    }
}
