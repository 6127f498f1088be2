package org.fourierlearner.app.optimize;

import java.util.List;
import java.util.stream.IntStream;
import org.fourierlearner.optimizer.OptimizerConfig;

/// An optimizer to compare with, and the learning rates that are tried for each problem.
///
/// @param name for tables
/// @param config the optimizer
/// @param cosine whether the rate falls to 0 by a cosine
/// @param rates to be tried
record Contender(String name, OptimizerConfig config, boolean cosine, List<Double> rates) {
    /// Adam is what others are compared with.
    static final String ADAM = "Adam";

    /// The rate that Adam is used with where nobody tunes it.
    static final double DEFAULT_RATE = 1e-3;

    static List<Contender> all() {
        var adam = new OptimizerConfig.AdamW(0.9, 0.999, 1e-8, 0);
        return List.of(
                new Contender(ADAM, adam, false, halfDecades(-4, 0)),
                new Contender(
                        "AdamW, cosine", new OptimizerConfig.AdamW(0.9, 0.999, 1e-8, 0.01), true, halfDecades(-4, 0)),
                new Contender("SGD with momentum", OptimizerConfig.Momentum.defaults(), false, halfDecades(-4, 1)),
                new Contender("RMSProp", OptimizerConfig.RmsProp.defaults(), false, halfDecades(-4, 0)));
    }

    /// {@return Adam as it is used where nobody tunes}
    static List<Contender> untuned() {
        Contender adam = all().getFirst();
        return List.of(new Contender(ADAM, adam.config(), false, List.of(DEFAULT_RATE)));
    }

    private static List<Double> halfDecades(int from, int to) {
        return IntStream.rangeClosed(2 * from, 2 * to)
                .mapToObj(half -> (half % 2 == 0 ? 1 : 3) * Math.pow(10, Math.floorDiv(half, 2)))
                .toList();
    }

    double rate(double peak, int step, int steps) {
        return cosine ? peak * 0.5 * (1 + Math.cos(Math.PI * step / steps)) : peak;
    }
}
