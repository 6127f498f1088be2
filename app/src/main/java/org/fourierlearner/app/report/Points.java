package org.fourierlearner.app.report;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// A [Line] as it is drawn: what its axes cannot show has become a gap, stems have become strokes from zero.
@SuppressWarnings("ArrayRecordComponent")
record Points(String name, double[] x, double[] y, double[] errors, Line.Mark mark) {
    static Points of(Line line, Axis horizontal, Axis vertical) {
        var kept = IntStream.range(0, line.x().length)
                .filter(i -> visible(horizontal, line.x()[i]))
                .toArray();
        var x = IntStream.of(kept).mapToDouble(i -> line.x()[i]).toArray();
        var y = IntStream.of(kept)
                .mapToDouble(i -> visible(vertical, line.y()[i]) ? line.y()[i] : Double.NaN)
                .toArray();
        if (line.mark() == Line.Mark.STEMS) {
            return new Points(line.name(), thrice(x), strokes(y), new double[0], line.mark());
        }
        var errors = line.errors().length == 0
                ? line.errors()
                : IntStream.of(kept).mapToDouble(i -> line.errors()[i]).toArray();
        return new Points(line.name(), x, y, errors, line.mark());
    }

    boolean isEmpty() {
        return DoubleStream.of(y).noneMatch(Double::isFinite);
    }

    DoubleStream horizontal() {
        return DoubleStream.of(x);
    }

    DoubleStream vertical() {
        return errors.length == 0
                ? DoubleStream.of(y)
                : IntStream.range(0, y.length)
                        .mapToObj(i -> DoubleStream.of(y[i] - errors[i], y[i] + errors[i]))
                        .flatMapToDouble(ends -> ends);
    }

    private static boolean visible(Axis axis, double value) {
        return Double.isFinite(value) && (value > 0 || !(axis instanceof Axis.Logarithmic));
    }

    private static double[] thrice(double[] values) {
        return DoubleStream.of(values)
                .flatMap(value -> DoubleStream.of(value, value, value))
                .toArray();
    }

    private static double[] strokes(double[] heights) {
        return DoubleStream.of(heights)
                .flatMap(height -> DoubleStream.of(0, height, Double.NaN))
                .toArray();
    }
}
