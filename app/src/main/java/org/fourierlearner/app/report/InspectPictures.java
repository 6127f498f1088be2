package org.fourierlearner.app.report;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The pictures of an [InspectReport].
///
/// @param report what to draw
public record InspectPictures(InspectReport report) {
    private static final int MOST_PANELS = 48;
    private static final int MOST_ATTENTION_HEADS = 8;
    private static final int PANEL_WIDTH = 310;
    private static final int PANEL_HEIGHT = 220;

    /// {@return `f(Δ)` and its estimate, a panel for each head}
    public BufferedImage encodings() {
        return grid(
                "Learned relative positional encodings",
                shown(head -> !head.encoding().isEmpty()),
                head -> new LineChart(
                        head.name(),
                        new Axis.Linear(report.positions().offsetLabel()),
                        new Axis.Linear("encoding (nats)"),
                        encodingLines(head.encoding()),
                        false,
                        PANEL_WIDTH,
                        PANEL_HEIGHT));
    }

    /// {@return `g(ξ)` and the drawn frequencies, a panel for each head}
    public BufferedImage spectra() {
        return grid(
                "Spectra of the encodings",
                shown(head -> !head.spectrum().isEmpty()),
                head -> new LineChart(
                        head.name(),
                        new Axis.Linear(report.positions().frequencyLabel()),
                        new Axis.Linear("density g"),
                        spectrumLines(head.spectrum().cropped()),
                        false,
                        PANEL_WIDTH,
                        PANEL_HEIGHT));
    }

    /// {@return exact and implied attention side by side, for heads spread over the model}
    public BufferedImage attention() {
        var all = shown(head -> !head.attention().isEmpty());
        if (all.isEmpty()) {
            return Canvas.message("Attention", "no head was run on an example", 2 * PANEL_WIDTH, PANEL_HEIGHT);
        }
        var heads = IntStream.range(0, Math.min(all.size(), MOST_ATTENTION_HEADS))
                .mapToObj(i -> all.get(i * all.size() / Math.min(all.size(), MOST_ATTENTION_HEADS)))
                .toList();
        var largest = heads.stream()
                .flatMap(head ->
                        Stream.of(head.attention().exact(), head.attention().implied()))
                .flatMap(Stream::of)
                .flatMapToDouble(DoubleStream::of)
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        var colors = ColorScale.weights(heads.getFirst().attention().exact()[0].length, Math.min(1, largest));
        var panels = new ArrayList<BufferedImage>();
        for (var head : heads) {
            panels.add(map(head.name() + ": exact", head.attention().exact(), colors));
            panels.add(map(
                    "linear, row error " + NumberLabel.of(head.attention().totalVariation(), 2),
                    head.attention().implied(),
                    colors));
        }
        var subtitle = "One color scale for all maps. Row error: mean total variation of a row, 0 to 1."
                + (heads.size() < all.size() ? " " + heads.size() + " of " + all.size() + " heads." : "");
        return new Panels(
                        "Attention weights, exact against linear",
                        subtitle,
                        List.of(),
                        heads.size() > 2 ? 4 : 2,
                        panels)
                .draw();
    }

    /// {@return the losses by step}
    public BufferedImage training() {
        return new TrainingPicture(report.curve()).draw();
    }

    private List<LayerHead> shown(Function<LayerHead, Boolean> drawable) {
        return report.heads().stream().filter(drawable::apply).toList();
    }

    private static BufferedImage grid(String title, List<LayerHead> heads, Function<LayerHead, LineChart> chart) {
        if (heads.isEmpty()) {
            return Canvas.message(
                    title,
                    "this model has no relative positional encoding that could be drawn",
                    2 * PANEL_WIDTH,
                    PANEL_HEIGHT);
        }
        var charts = heads.stream().limit(MOST_PANELS).map(chart).toList();
        var subtitle = "Each panel has its own scales."
                + (charts.size() < heads.size()
                        ? " The first " + charts.size() + " of " + heads.size() + " heads."
                        : "");
        var panels = charts.stream().map(LineChart::draw).toList();
        return new Panels(title, subtitle, charts.getFirst().lines(), columns(heads), panels).draw();
    }

    private static int columns(List<LayerHead> heads) {
        var inLayer = (int) heads.stream()
                .filter(head -> head.layer() == heads.getFirst().layer())
                .count();
        return inLayer > 1 && inLayer <= 8 ? inLayer : Math.min(4, heads.size());
    }

    private static List<Line> encodingLines(Encoding encoding) {
        return List.of(
                Line.of("learned f(Δ)", encoding.offsets(), encoding.closedForm(), Line.Mark.SOLID),
                Line.of(
                        "estimate from the drawn frequencies",
                        encoding.offsets(),
                        encoding.sampled(),
                        Line.Mark.DASHED));
    }

    private static List<Line> spectrumLines(Spectrum spectrum) {
        var scale = spectrum.stemScale();
        var stems = DoubleStream.of(spectrum.drawnAmplitudes())
                .map(amplitude -> amplitude * scale)
                .toArray();
        return List.of(
                Line.of("density g(ξ)", spectrum.frequencies(), spectrum.density(), Line.Mark.SOLID),
                Line.of(
                        "drawn frequencies, amplitudes scaled to the peak of g",
                        spectrum.drawnFrequencies(),
                        stems,
                        Line.Mark.STEMS));
    }

    private static BufferedImage map(String title, double[][] weights, ColorScale colors) {
        return new HeatMap(
                        title,
                        new Axis.Linear("key position"),
                        new Axis.Linear("query position"),
                        weights,
                        colors,
                        true,
                        PANEL_WIDTH,
                        280)
                .draw();
    }
}
