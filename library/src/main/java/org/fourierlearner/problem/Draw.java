package org.fourierlearner.problem;

import java.util.SplittableRandom;

/// Choices that make problems of a family different.
///
/// @param random the source
record Draw(SplittableRandom random) {

    static Draw seeded(long seed) {
        return new Draw(new SplittableRandom(new SplittableRandom(seed).nextLong()));
    }

    /// {@return one of `least` to `most`, the same for equal ratios}
    int count(int least, int most) {
        return (int) Math.round(scale(least, most));
    }

    double scale(double least, double most) {
        return least * Math.pow(most / least, random.nextDouble());
    }

    @SafeVarargs
    final <T> T of(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /// {@return a seed for something else}
    long seed() {
        return random.nextLong();
    }
}
