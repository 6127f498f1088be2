package org.fourierlearner.app.report;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// Round numbers along an axis.
final class Ticks {
    private static final double ROUNDING = 1e-9;
    private static final int FEWEST_DIGITS = 3;
    private static final int MOST_DIGITS = 8;

    private Ticks() {}

    /// {@return at most about `most` round places within the range}
    static double[] of(Axis axis, Range range, double most) {
        if (axis instanceof Axis.Named named) {
            return IntStream.range(0, named.names().size()).asDoubleStream().toArray();
        }
        return axis instanceof Axis.Logarithmic ? logarithmic(range, most) : linear(range, most);
    }

    static String label(Axis axis, double place) {
        return axis instanceof Axis.Named named ? named.names().get((int) place) : NumberLabel.of(place);
    }

    /// {@return what to write at some places, with as many digits as tell them apart}
    static List<String> labels(Axis axis, double[] places) {
        if (axis instanceof Axis.Named) {
            return DoubleStream.of(places).mapToObj(place -> label(axis, place)).toList();
        }
        List<String> labels = List.of();
        for (int digits = FEWEST_DIGITS; digits <= MOST_DIGITS; digits++) {
            int count = digits;
            labels = DoubleStream.of(places)
                    .mapToObj(place -> NumberLabel.of(place, count))
                    .toList();
            if (labels.stream().distinct().count() == labels.size()) {
                break;
            }
        }
        return labels;
    }

    private static double[] linear(Range range, double most) {
        var rough = (range.high() - range.low()) / Math.max(1, most);
        var power = Math.pow(10, Math.floor(Math.log10(rough)));
        var step = DoubleStream.of(1, 2, 5, 10)
                .map(factor -> factor * power)
                .filter(size -> size >= rough * (1 - ROUNDING))
                .findFirst()
                .orElse(10 * power);
        var first = Math.ceil(range.low() / step - ROUNDING);
        var last = Math.floor(range.high() / step + ROUNDING);
        return DoubleStream.iterate(first, k -> k <= last, k -> k + 1)
                .map(k -> k * step)
                .toArray();
    }

    private static double[] logarithmic(Range range, double most) {
        var first = (int) Math.floor(Math.log10(range.low()));
        var last = (int) Math.floor(Math.log10(range.high()) + ROUNDING);
        for (var factors : new double[][] {{1, 2, 5}, {1}}) {
            var places = IntStream.rangeClosed(first, last)
                    .boxed()
                    .flatMapToDouble(power -> DoubleStream.of(factors).map(factor -> factor * Math.pow(10, power)))
                    .filter(place -> place >= range.low() * (1 - ROUNDING) && place <= range.high() * (1 + ROUNDING))
                    .toArray();
            if (places.length >= 2 && places.length <= Math.max(3, most)) {
                return places;
            }
            if (places.length < 2) {
                return linear(range, most);
            }
        }
        var stride = (int) Math.ceil((last - first + 1) / Math.max(1, most));
        return IntStream.rangeClosed(first, last)
                .filter(power -> Math.floorMod(power, stride) == 0)
                .mapToDouble(power -> Math.pow(10, power))
                .filter(place -> place >= range.low() * (1 - ROUNDING))
                .toArray();
    }
}
