package org.fourierlearner.task;

import java.util.SplittableRandom;

/// Random numbers of their own for each step, purpose and part, whatever came before.
///
/// @param seed of the run
record StepRandom(long seed) {

    // what random numbers of a step are for
    static final int EXAMPLES = 0;
    static final int DROPOUT = 1;
    static final int REDRAW = 2;
    static final int EXCERPTS = 3;
    static final int AUGMENTATION = 4;

    SplittableRandom of(long step, int purpose, int part) {
        long state = seed;
        for (long number : new long[] {step, purpose, part}) {
            // mixed after each number: sums of them would give neighbouring steps nearly the same sequence
            state = new SplittableRandom(state).nextLong() + number;
        }
        return new SplittableRandom(new SplittableRandom(state).nextLong());
    }
}
