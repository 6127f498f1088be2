package org.fourierlearner.app.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The numbers behind the charts of the page, few enough and short enough to embed. Numbers that are not
/// finite are null.
record PageData(Labels labels, Curve curve, List<Head> heads) {
    private static final int MOST_POINTS = 600;
    private static final int WIDEST_ROW = 128;
    private static final int MOST_WEIGHTS = 600_000;
    private static final MathContext SHORT = new MathContext(5);

    /// Attention weights are whole multiples of this.
    static final double WEIGHT_STEP = 1e-4;

    record Labels(String offset, String frequency, double weightStep) {}

    record Curve(
            boolean logarithmic,
            List<@Nullable Double> step,
            List<@Nullable Double> train,
            List<@Nullable Double> validationStep,
            List<@Nullable Double> validation,
            List<@Nullable Double> learningRate) {}

    record Head(String name, EncodingLines encoding, SpectrumLines spectrum, Weights attention) {}

    record EncodingLines(
            List<@Nullable Double> offsets, List<@Nullable Double> closedForm, List<@Nullable Double> sampled) {}

    record SpectrumLines(
            List<@Nullable Double> frequencies,
            List<@Nullable Double> density,
            List<@Nullable Double> drawn,
            List<@Nullable Double> amplitudes,
            double stemScale) {}

    record Weights(int queries, int keys, int stride, List<List<Integer>> exact, List<List<Integer>> implied) {}

    static PageData of(InspectReport report) {
        var widest = report.heads().stream()
                .filter(head -> !head.attention().isEmpty())
                .mapToInt(PageData::extent)
                .max()
                .orElse(1);
        var stride = stride(widest, report.heads().size());
        return new PageData(
                new Labels(report.positions().offsetLabel(), report.positions().frequencyLabel(), WEIGHT_STEP),
                curve(report.curve()),
                report.heads().stream().map(head -> head(head, stride)).toList());
    }

    /// {@return the data as JSON that cannot end the element it stands in}
    String toJson() {
        return JsonMapper.shared()
                .writeValueAsString(this)
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    private static int extent(LayerHead head) {
        return Math.max(head.attention().exact().length, head.attention().exact()[0].length);
    }

    private static int stride(int widest, int heads) {
        var budget = Math.sqrt(MOST_WEIGHTS / (2.0 * Math.max(1, heads)));
        return (int) Math.max(1, Math.ceil(widest / Math.min(WIDEST_ROW, Math.max(1, budget))));
    }

    private static Curve curve(List<TrainingPoint> points) {
        var shown = thin(points);
        var evaluated = thin(TrainingPicture.evaluated(points));
        return new Curve(
                TrainingPicture.lossAxis(points) instanceof Axis.Logarithmic,
                column(shown, TrainingPoint::step),
                column(shown, TrainingPoint::trainLoss),
                column(evaluated, TrainingPoint::step),
                column(evaluated, TrainingPoint::validationLoss),
                column(shown, TrainingPoint::learningRate));
    }

    private static List<TrainingPoint> thin(List<TrainingPoint> points) {
        return IntStream.of(Thinning.indices(points.size(), MOST_POINTS))
                .mapToObj(points::get)
                .toList();
    }

    private static List<@Nullable Double> column(List<TrainingPoint> points, ToDoubleFunction<TrainingPoint> value) {
        return numbers(points.stream().mapToDouble(value).toArray());
    }

    private static Head head(LayerHead head, int stride) {
        var encoding = head.encoding();
        var spectrum = head.spectrum().cropped();
        var attention = head.attention();
        return new Head(
                head.name(),
                new EncodingLines(
                        series(encoding.offsets()), series(encoding.closedForm()), series(encoding.sampled())),
                new SpectrumLines(
                        series(spectrum.frequencies()),
                        series(spectrum.density()),
                        series(spectrum.drawnFrequencies()),
                        series(spectrum.drawnAmplitudes()),
                        spectrum.stemScale()),
                new Weights(
                        attention.exact().length,
                        attention.isEmpty() ? 0 : attention.exact()[0].length,
                        stride,
                        weights(attention.exact(), stride),
                        weights(attention.implied(), stride)));
    }

    private static List<@Nullable Double> series(double[] values) {
        return numbers(Thinning.thin(values, MOST_POINTS));
    }

    private static List<@Nullable Double> numbers(double[] values) {
        return DoubleStream.of(values)
                .<@Nullable Double>mapToObj(PageData::shortened)
                .toList();
    }

    private static @Nullable Double shortened(double value) {
        return Double.isFinite(value) ? new BigDecimal(value).round(SHORT).doubleValue() : null;
    }

    private static List<List<Integer>> weights(double[][] rows, int stride) {
        return Stream.of(Thinning.pool(rows, stride))
                .map(row -> DoubleStream.of(row)
                        .mapToObj(weight -> (int) Math.rint(weight / WEIGHT_STEP))
                        .toList())
                .toList();
    }
}
