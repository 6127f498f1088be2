package org.fourierlearner.app.optimize;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import org.fourierlearner.optimizer.LearnedOptimizerFolder;
import org.fourierlearner.optimizer.Optimizer;
import org.fourierlearner.problem.InnerStep;
import org.fourierlearner.problem.Problem;
import org.fourierlearner.problem.ProblemFamily;
import org.fourierlearner.problem.Problems;

/// Trains held-out problems with a learned optimizer and with known ones, each at the best of its
/// rates.
///
/// @param optimizer what was learned
/// @param steps of each problem
/// @param count the problems of a family
/// @param seed of the problems, which no training draws
/// @param untuned whether the only known one is Adam at its default rate
public record OptimizeBench(LearnedOptimizerFolder optimizer, int steps, int count, long seed, boolean untuned) {
    private static final int POINTS = 50;

    /// A loss so many times the first one does not come back.
    private static final double DIVERGED = 10;

    /// What came of one problem.
    ///
    /// @param family its family
    /// @param number which of the family
    /// @param learned by the learned optimizer
    /// @param adam by Adam at its default rate
    /// @param tuned by each contender at the rate with the lowest last loss
    /// @param rates those rates
    public record Outcome(
            String family,
            int number,
            Curve learned,
            Curve adam,
            Map<String, Curve> tuned,
            Map<String, Double> rates) {}

    /// {@return what comes of the problems of a family}
    ///
    /// @param family which
    /// @param cache for prepared data
    /// @param done told how many problems are done
    /// @throws IOException if data or the optimizer cannot be read
    public List<Outcome> run(ProblemFamily family, Path cache, IntConsumer done) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        try (Problems problems = family.open(cache)) {
            for (int number = 0; number < count; number++) {
                outcomes.add(outcome(family.getClass().getSimpleName(), problems, number));
                done.accept(number + 1);
            }
        }
        return outcomes;
    }

    private Outcome outcome(String family, Problems problems, int number) throws IOException {
        long drawn = new SplittableRandom(seed + 1_000_003L * number).nextLong();
        Curve learned = curve(problems, drawn, Contender.all().getFirst(), 0, true);
        Map<String, Curve> tuned = new LinkedHashMap<>();
        Map<String, Double> rates = new LinkedHashMap<>();
        Curve adam = null;
        for (Contender contender : untuned ? Contender.untuned() : Contender.all()) {
            Map<Double, Curve> tried = new LinkedHashMap<>();
            for (double rate : contender.rates()) {
                tried.put(rate, curve(problems, drawn, contender, rate, false));
            }
            Map.Entry<Double, Curve> best = tried.entrySet().stream()
                    .min(Comparator.comparingDouble(entry -> entry.getValue().last()))
                    .orElseThrow();
            tuned.put(contender.name(), best.getValue());
            rates.put(contender.name(), best.getKey());
            if (contender.name().equals(Contender.ADAM)) {
                adam = tried.get(Contender.DEFAULT_RATE);
            }
        }
        if (adam == null) {
            throw new IllegalStateException("Adam's rates lack its default");
        }
        return new Outcome(family, number, learned, adam, tuned, rates);
    }

    private Curve curve(Problems problems, long drawn, Contender contender, double rate, boolean learned)
            throws IOException {
        try (Problem problem = problems.draw(drawn);
                Optimizer trained = learned
                        ? optimizer.optimizer(problem.parameters(), steps)
                        : contender.config().create(problem.parameters(), steps)) {
            int points = Math.min(POINTS, steps);
            double[] losses = new double[points + 1];
            Arrays.fill(losses, Double.NaN);
            losses[0] = InnerStep.measure(problem);
            int point = 0;
            for (int step = 0; step < steps; step++) {
                InnerStep.take(problem, trained, step, contender.rate(rate, step, steps));
                if ((long) (step + 1) * points / steps > point) {
                    point++;
                    losses[point] = InnerStep.measure(problem);
                    if (!(losses[point] < DIVERGED * losses[0])) {
                        return new Curve(losses, true);
                    }
                }
            }
            return new Curve(losses, false);
        }
    }
}
