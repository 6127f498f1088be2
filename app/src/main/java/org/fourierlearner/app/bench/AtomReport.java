package org.fourierlearner.app.bench;

import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.fourierlearner.app.report.Axis;
import org.fourierlearner.app.report.Line;
import org.fourierlearner.app.report.LineChart;

/// Times of molecules, and the forms in which they are shown.
///
/// @param machine on what
/// @param layers of the models
/// @param sizes numbers of atoms
/// @param timings the measurements
public record AtomReport(Machine machine, int layers, List<Integer> sizes, List<AtomBench.Timing> timings) {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 460;

    /// Prints times, then how they grow.
    ///
    /// @param out where to
    public void print(PrintWriter out) {
        out.printf("%s, Java %s%n", machine.processor(), machine.java());
        out.printf(
                "%s, %d threads; layers %d, width %d, batch 1%n",
                machine.engine(), machine.threads(), layers, AtomBench.WIDTH);
        block(out, "milliseconds, forward + backward of the energy", way -> atoms -> milliseconds(way, atoms));
        block(out, "in times of " + AtomWay.WAVES.label(), way -> atoms -> timesWaves(way, atoms));
        block(out, "time per atom in times of that of the smallest", way -> atoms -> growth(way, atoms));
        out.flush();
    }

    private interface Row {
        OptionalDouble at(int atoms);
    }

    private interface Rows {
        Row of(AtomWay way);
    }

    private void block(PrintWriter out, String title, Rows rows) {
        out.printf("%n%s%n  %-32s", title, "atoms");
        sizes.forEach(atoms -> out.printf(" %10s", "%,d".formatted(atoms)));
        out.println();
        for (AtomWay way : AtomWay.values()) {
            out.printf("  %-32s", way.label());
            for (int atoms : sizes) {
                OptionalDouble value = rows.of(way).at(atoms);
                out.printf(" %10s", value.isPresent() ? shown(value.getAsDouble()) : "–");
            }
            out.println();
        }
    }

    private static String shown(double value) {
        return (value >= 1000 ? "%,.0f" : "%.3g").formatted(value);
    }

    private OptionalDouble milliseconds(AtomWay way, int atoms) {
        return timings.stream()
                .filter(timing -> timing.way() == way && timing.atoms() == atoms)
                .mapToDouble(timing -> 1e3 * timing.seconds())
                .findAny();
    }

    private OptionalDouble timesWaves(AtomWay way, int atoms) {
        return quotient(milliseconds(way, atoms), milliseconds(AtomWay.WAVES, atoms));
    }

    private OptionalDouble growth(AtomWay way, int atoms) {
        int least = sizes.getFirst();
        OptionalDouble ratio = quotient(milliseconds(way, atoms), milliseconds(way, least));
        return ratio.isPresent() ? OptionalDouble.of(ratio.getAsDouble() * least / atoms) : ratio;
    }

    private static OptionalDouble quotient(OptionalDouble first, OptionalDouble second) {
        return first.isPresent() && second.isPresent()
                ? OptionalDouble.of(first.getAsDouble() / second.getAsDouble())
                : OptionalDouble.empty();
    }

    /// {@return the times over the atoms, both logarithmic}
    public BufferedImage toPicture() {
        List<Line> lines = Arrays.stream(AtomWay.values()).map(this::line).toList();
        return new LineChart(
                        "Energy of one molecule, forward and backward",
                        new Axis.Logarithmic("atoms"),
                        new Axis.Logarithmic("milliseconds"),
                        lines,
                        true,
                        WIDTH,
                        HEIGHT)
                .draw();
    }

    private Line line(AtomWay way) {
        List<AtomBench.Timing> own =
                timings.stream().filter(timing -> timing.way() == way).toList();
        return Line.of(
                way.label(),
                own.stream().mapToDouble(AtomBench.Timing::atoms).toArray(),
                own.stream().mapToDouble(timing -> 1e3 * timing.seconds()).toArray(),
                way.isLinear() ? Line.Mark.JOINED_POINTS : Line.Mark.DASHED);
    }
}
