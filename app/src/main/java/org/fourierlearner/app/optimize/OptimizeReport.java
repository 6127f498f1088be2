package org.fourierlearner.app.optimize;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.fourierlearner.app.report.Axis;
import org.fourierlearner.app.report.Line;
import org.fourierlearner.app.report.LineChart;

/// What a comparison of optimizers says, as a table, a CSV and pictures.
///
/// @param outcomes of all problems
/// @param steps of each
public record OptimizeReport(List<OptimizeBench.Outcome> outcomes, int steps) {

    /// {@return the families, in their order}
    private List<String> families() {
        return outcomes.stream().map(OptimizeBench.Outcome::family).distinct().toList();
    }

    private List<OptimizeBench.Outcome> of(String family) {
        return outcomes.stream().filter(o -> o.family().equals(family)).toList();
    }

    /// {@return a table of the families}
    public String text() {
        var text = new StringBuilder();
        text.append(line(String.format(
                Locale.ROOT,
                "%-22s %8s %10s %10s %12s %12s %8s %9s",
                "family",
                "problems",
                "≤ tuned",
                "≤ default",
                "loss over",
                "area over",
                "steps to",
                "diverged")));
        text.append(line(String.format(
                Locale.ROOT,
                "%-22s %8s %10s %10s %12s %12s %8s",
                "",
                "",
                "Adam",
                "Adam",
                "Adam's",
                "Adam's",
                "Adam's")));
        for (String family : families()) {
            text.append(row(family, of(family)));
        }
        if (families().size() > 1) {
            text.append(row("all", outcomes));
        }
        text.append(System.lineSeparator());
        text.append(line("median last loss over the first one"));
        for (String family : families()) {
            var all = new StringBuilder(String.format(
                    Locale.ROOT, "%-22s  learned %.4g", family, ratio(family, OptimizeBench.Outcome::learned)));
            for (String name : names()) {
                all.append(String.format(Locale.ROOT, "   %s %.4g", name, ratio(family, o -> tuned(o, name))));
            }
            text.append(all).append(System.lineSeparator());
        }
        return text.toString();
    }

    private List<String> names() {
        return List.copyOf(outcomes.getFirst().tuned().keySet());
    }

    private double ratio(String family, Function<OptimizeBench.Outcome, Curve> curve) {
        return median(of(family).stream()
                .mapToDouble(o -> curve.apply(o).last() / curve.apply(o).first())
                .toArray());
    }

    private static String line(String text) {
        return text.stripTrailing() + System.lineSeparator();
    }

    private String row(String name, List<OptimizeBench.Outcome> some) {
        return line(String.format(
                Locale.ROOT,
                "%-22s %8d %10s %9.0f%% %12.3f %12.3f %8.0f %9d",
                name,
                some.size(),
                belowTuned(some),
                share(some, o -> o.learned().last() <= o.adam().last()),
                median(some.stream()
                        .mapToDouble(o ->
                                o.learned().last() / tuned(o, Contender.ADAM).last())
                        .toArray()),
                median(some.stream()
                        .mapToDouble(o ->
                                o.learned().area() / tuned(o, Contender.ADAM).area())
                        .toArray()),
                median(some.stream()
                        .mapToDouble(o ->
                                stepsTo(o.learned(), tuned(o, Contender.ADAM).last()))
                        .toArray()),
                some.stream().filter(o -> o.learned().diverged()).count()));
    }

    /// Where nothing was tuned there is nothing to say.
    private String belowTuned(List<OptimizeBench.Outcome> some) {
        return names().size() == 1
                ? "–"
                : String.format(
                        Locale.ROOT,
                        "%.0f%%",
                        share(
                                some,
                                o -> o.learned().last()
                                        <= tuned(o, Contender.ADAM).last()));
    }

    private double stepsTo(Curve curve, double loss) {
        int at = curve.reaches(loss);
        int last = curve.losses().length - 1;
        return at > last ? Double.POSITIVE_INFINITY : (double) at * steps / last;
    }

    private static Curve tuned(OptimizeBench.Outcome outcome, String name) {
        Curve curve = outcome.tuned().get(name);
        if (curve == null) {
            throw new IllegalArgumentException(
                    "name: expected one of %s, got %s".formatted(outcome.tuned().keySet(), name));
        }
        return curve;
    }

    private static double share(List<OptimizeBench.Outcome> some, Predicate<OptimizeBench.Outcome> good) {
        return 100.0 * some.stream().filter(good).count() / some.size();
    }

    private static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /// {@return a row for each problem and optimizer}
    public String csv() {
        var csv = new StringBuilder("family,problem,optimizer,rate,first_loss,last_loss,area,steps_to_adam,diverged")
                .append(System.lineSeparator());
        for (OptimizeBench.Outcome o : outcomes) {
            csv.append(csvRow(o, "learned", Double.NaN, o.learned()));
            csv.append(csvRow(o, "Adam at 0.001", Contender.DEFAULT_RATE, o.adam()));
            o.tuned()
                    .forEach((name, curve) ->
                            csv.append(csvRow(o, name, o.rates().getOrDefault(name, Double.NaN), curve)));
        }
        return csv.toString();
    }

    private String csvRow(OptimizeBench.Outcome o, String name, double rate, Curve curve) {
        return String.format(
                        Locale.ROOT,
                        "%s,%d,\"%s\",%s,%.8g,%.8g,%.6g,%s,%s",
                        o.family(),
                        o.number(),
                        name,
                        Double.isNaN(rate) ? "" : String.format(Locale.ROOT, "%.4g", rate),
                        curve.first(),
                        curve.last(),
                        curve.area(),
                        String.format(
                                Locale.ROOT,
                                "%.0f",
                                stepsTo(curve, tuned(o, Contender.ADAM).last())),
                        curve.diverged())
                + System.lineSeparator();
    }

    /// {@return a picture for each family: the mean logarithm of the loss over the first one,
    /// with its standard error}
    public Map<String, BufferedImage> pictures() {
        Map<String, BufferedImage> pictures = new LinkedHashMap<>();
        for (String family : families()) {
            List<Line> lines = new ArrayList<>();
            lines.add(mean(family, "learned", OptimizeBench.Outcome::learned, Line.Mark.BAND));
            for (String name : names()) {
                lines.add(mean(family, name, o -> tuned(o, name), Line.Mark.BAND));
            }
            pictures.put(
                    family,
                    new LineChart(
                                    "%s, %d problems"
                                            .formatted(family, of(family).size()),
                                    new Axis.Linear("step"),
                                    new Axis.Linear("log₁₀ of loss over the first one"),
                                    lines,
                                    true,
                                    680,
                                    400)
                            .draw());
        }
        return pictures;
    }

    private Line mean(String family, String name, Function<OptimizeBench.Outcome, Curve> curve, Line.Mark mark) {
        List<OptimizeBench.Outcome> some = of(family);
        int points = some.getFirst().learned().losses().length;
        double[] x = new double[points];
        double[] y = new double[points];
        double[] errors = new double[points];
        for (int point = 0; point < points; point++) {
            int at = point;
            double[] logs = some.stream()
                    .map(curve)
                    .filter(c -> Double.isFinite(c.losses()[at]))
                    .mapToDouble(c -> Math.log10(Math.max(c.losses()[at] / c.first(), 1e-8)))
                    .toArray();
            double mean = Arrays.stream(logs).average().orElse(Double.NaN);
            double squares =
                    Arrays.stream(logs).map(l -> (l - mean) * (l - mean)).sum();
            x[point] = (double) point * steps / (points - 1);
            y[point] = mean;
            errors[point] = logs.length < 2 ? 0 : Math.sqrt(squares / (logs.length - 1) / logs.length);
        }
        return new Line(name, x, y, errors, mark);
    }
}
