package org.fourierlearner.task;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Batches of molecules of about equal numbers of atoms, without end: each comes once before any
/// comes again, but for those that do not fill a batch, which are others each time.
final class MoleculeOrder {

    /// Batches that are sorted by size together: more waste less on padding, and are less random.
    private static final int WINDOW = 16;

    private final int[] atoms;
    private final int batch;
    private final StepRandom random;
    private long round = -1;
    private int[][] batches = {};

    /// @param atoms of each molecule
    /// @param batch how many molecules make a batch, at most
    /// @param random the source of the draws
    MoleculeOrder(int[] atoms, int batch, StepRandom random) {
        this.atoms = atoms.clone();
        this.batch = Math.min(batch, atoms.length);
        this.random = random;
    }

    /// {@return the molecules of a batch; neighbouring ones are found fast}
    ///
    /// @param number of the batch
    synchronized int[] at(long number) {
        int perRound = atoms.length / batch;
        if (number / perRound != round) {
            round = number / perRound;
            batches = draw(random.of(round, StepRandom.EXAMPLES, 0), perRound);
        }
        return batches[(int) (number % perRound)].clone();
    }

    private int[][] draw(SplittableRandom draws, int perRound) {
        int[] shuffled = shuffled(atoms.length, draws);
        int[][] drawn = new int[perRound][];
        int[] places = shuffled(perRound, draws);
        for (int first = 0; first < perRound; first += WINDOW) {
            int count = Math.min(WINDOW, perRound - first);
            int[] sorted = IntStream.of(Arrays.copyOfRange(shuffled, first * batch, (first + count) * batch))
                    .boxed()
                    .sorted(Comparator.comparingInt(molecule -> atoms[molecule]))
                    .mapToInt(molecule -> molecule)
                    .toArray();
            for (int b = 0; b < count; b++) {
                drawn[places[first + b]] = Arrays.copyOfRange(sorted, b * batch, (b + 1) * batch);
            }
        }
        return drawn;
    }

    private static int[] shuffled(int count, SplittableRandom draws) {
        int[] shuffled = new int[count];
        for (int i = 0; i < count; i++) {
            int other = draws.nextInt(i + 1);
            shuffled[i] = shuffled[other];
            shuffled[other] = i;
        }
        return shuffled;
    }
}
