package org.fourierlearner.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fourierlearner.optimizer.LearnedOptimizer;
import org.fourierlearner.problem.InnerStep;
import org.fourierlearner.problem.Problem;
import org.fourierlearner.tensor.Tensor;

/// A problem that is being trained by one or several optimizers, each from the same first
/// weights.
final class Episode implements AutoCloseable {
    /// Losses count by their logarithm over the first one, within bounds: one problem is not to
    /// drown the others.
    private static final double LOWEST = -10;

    private static final double HIGHEST = 1.5;

    private final Start start;
    private final List<Trained> trained;
    private long step;
    private boolean diverged;

    /// What an episode began with.
    ///
    /// @param family the number of the problem's family
    /// @param seed of the problem
    /// @param horizon the number of its steps
    record Start(int family, long seed, long horizon) {}

    /// A problem with its optimizer.
    record Trained(Problem problem, LearnedOptimizer optimizer, double firstLoss) implements AutoCloseable {
        @Override
        public void close() {
            optimizer.close();
            problem.close();
        }
    }

    Episode(Start start, List<Trained> trained) {
        this.start = start;
        this.trained = List.copyOf(trained);
    }

    List<Trained> trained() {
        return trained;
    }

    long step() {
        return step;
    }

    boolean isOver() {
        return diverged || step >= start.horizon();
    }

    boolean hasDiverged() {
        return diverged;
    }

    /// {@return how many steps a window has}
    int windowed(int window) {
        return (int) Math.min(window, start.horizon() - step);
    }

    void advance(long steps) {
        step += steps;
    }

    /// Ends it before its time.
    void cutOff() {
        diverged = true;
    }

    /// {@return the sum of what the losses of the next steps count; of a problem that diverges
    /// the most}
    ///
    /// @param which of those trained
    /// @param steps how many
    double run(int which, int steps) {
        Trained one = trained.get(which);
        double sum = 0;
        for (int k = 0; k < steps; k++) {
            double counted = counted(InnerStep.take(one.problem(), one.optimizer(), step + k, 0), one.firstLoss());
            sum += weight(step + k) * counted;
            if (counted >= HIGHEST) {
                diverged = true;
                for (int rest = k + 1; rest < steps; rest++) {
                    sum += weight(step + rest) * HIGHEST;
                }
                return sum;
            }
        }
        return sum;
    }

    /// Later losses count for more: what is left in the end is what matters.
    double weight(long at) {
        double share = (double) (at + 1) / start.horizon();
        return 3 * share * share;
    }

    static double counted(double loss, double firstLoss) {
        double logarithm = Math.log(loss / firstLoss);
        return Double.isNaN(logarithm) ? HIGHEST : Math.clamp(logarithm, LOWEST, HIGHEST);
    }

    /// {@return whether a loss counts by its logarithm, and not as a bound}
    static boolean counts(double loss, double firstLoss) {
        double counted = counted(loss, firstLoss);
        return counted > LOWEST && counted < HIGHEST;
    }

    /// {@return everything that changes, by name; shared}
    Map<String, Tensor> tensors() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (int which = 0; which < trained.size(); which++) {
            String prefix = which + ".";
            trained.get(which)
                    .problem()
                    .parameters()
                    .all()
                    .forEach((name, tensor) -> all.put(prefix + "weights." + name, tensor));
            trained.get(which)
                    .optimizer()
                    .state()
                    .forEach((name, tensor) -> all.put(prefix + "optimizer." + name, tensor));
        }
        return all;
    }

    @Override
    public void close() {
        trained.forEach(Trained::close);
    }
}
