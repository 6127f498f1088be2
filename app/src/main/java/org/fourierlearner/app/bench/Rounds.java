package org.fourierlearner.app.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.fourierlearner.tensor.Scope;

/// Times contenders in turns, so that what else the machine does meets all of them.
final class Rounds {
    private static final int MOST_RUNS = 200;

    /// What runs shortly runs several times in a turn, as it would in use.
    private static final double TURN_SECONDS = 0.1;

    /// What takes longer is run once, without a warm-up.
    private static final double LONG_SECONDS = 5;

    private final Effort effort;

    Rounds(Effort effort) {
        this.effort = effort;
    }

    /// What one contender took.
    static final class Laps {
        private final Contender contender;
        private final Runnable work;
        private final List<Integer> productThreads;
        private final double expected;
        private final List<Double> seconds = new ArrayList<>();
        private double spent;
        private int chosenThreads;

        /// @param contender who
        /// @param work what it does
        /// @param productThreads how many threads might share a matrix product
        /// @param expected about how many seconds that takes; 0 if nothing is known
        Laps(Contender contender, Runnable work, List<Integer> productThreads, double expected) {
            this.contender = contender;
            this.work = work;
            this.productThreads = productThreads;
            chosenThreads = productThreads.getFirst();
            this.expected = expected;
        }

        double expected() {
            return expected;
        }

        Contender contender() {
            return contender;
        }

        double median() {
            List<Double> sorted =
                    seconds.stream().sorted(Comparator.naturalOrder()).toList();
            int count = sorted.size();
            return (sorted.get((count - 1) / 2) + sorted.get(count / 2)) / 2;
        }

        int runs() {
            return seconds.size();
        }

        /// {@return how many threads shared a matrix product}
        int productThreads() {
            return chosenThreads;
        }

        private double run() {
            ProductThreads.use(chosenThreads);
            long start = System.nanoTime();
            try (var _ = Scope.open()) {
                work.run();
            }
            return (System.nanoTime() - start) / 1e9;
        }

        private void time() {
            double lap = run();
            seconds.add(lap);
            spent += lap;
        }
    }

    /// Runs all until each has been timed long enough.
    ///
    /// @param contenders what to run
    /// @param listener told who runs
    void run(List<Laps> contenders, Consumer<Contender> listener) {
        for (Laps laps : contenders) {
            listener.accept(laps.contender);
            warmUp(laps);
        }
        for (boolean hungry = true; hungry; ) {
            hungry = false;
            for (Laps laps : contenders) {
                if (!isDone(laps)) {
                    listener.accept(laps.contender);
                    double end = laps.spent + TURN_SECONDS;
                    do {
                        laps.time();
                    } while (laps.spent < end && !isDone(laps));
                    hungry = true;
                }
            }
        }
    }

    /// With each number of threads in turn; the fastest stays.
    private void warmUp(Laps laps) {
        if (laps.expected > LONG_SECONDS || effort.warmUpSeconds() == 0) {
            return;
        }
        laps.run();
        double fastest = Double.POSITIVE_INFINITY;
        int best = laps.chosenThreads;
        for (int threads : laps.productThreads) {
            laps.chosenThreads = threads;
            double spent = 0;
            for (int runs = 0; runs < MOST_RUNS && spent < effort.warmUpSeconds(); runs++) {
                double lap = laps.run();
                spent += lap;
                if (lap < fastest) {
                    fastest = lap;
                    best = threads;
                }
            }
        }
        laps.chosenThreads = best;
    }

    private boolean isDone(Laps laps) {
        return laps.runs() == MOST_RUNS
                || (laps.runs() > 0 && laps.spent > LONG_SECONDS)
                || (laps.runs() >= effort.leastRuns() && laps.spent >= effort.seconds());
    }
}
