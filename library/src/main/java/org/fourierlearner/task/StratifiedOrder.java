package org.fourierlearner.task;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// An order of examples without end: each comes once before any comes again, in an order that is drawn anew each
/// time, and those of a label at about equal distances, so that batches have labels as the whole has them.
final class StratifiedOrder {
    private final List<Integer> labels;
    private final int[] counts;
    private final StepRandom random;
    private long round = -1;
    private int[] order = {};

    /// @param labels of the examples, each from 0
    /// @param random the source of the draws
    StratifiedOrder(List<Integer> labels, StepRandom random) {
        this.labels = List.copyOf(labels);
        this.random = random;
        counts = new int[labels.stream().mapToInt(label -> label + 1).max().orElse(0)];
        labels.forEach(label -> counts[label]++);
    }

    /// {@return the example at a place; neighbouring places are found fast}
    synchronized int at(long place) {
        int count = labels.size();
        if (place / count != round) {
            round = place / count;
            order = draw(random.of(round, StepRandom.EXAMPLES, 0));
        }
        return order[(int) (place % count)];
    }

    private int[] draw(SplittableRandom draws) {
        int count = labels.size();
        int[] shuffled = new int[count];
        for (int i = 0; i < count; i++) {
            int other = draws.nextInt(i + 1);
            shuffled[i] = shuffled[other];
            shuffled[other] = i;
        }
        double[] shares = new double[count];
        int[] seen = new int[counts.length];
        for (int example : shuffled) {
            int label = labels.get(example);
            shares[example] = (seen[label]++ + draws.nextDouble()) / counts[label];
        }
        return IntStream.of(shuffled)
                .boxed()
                .sorted(Comparator.comparingDouble(example -> shares[example]))
                .mapToInt(example -> example)
                .toArray();
    }
}
