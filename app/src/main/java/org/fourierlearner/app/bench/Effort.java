package org.fourierlearner.app.bench;

/// How long to measure.
///
/// @param compilingSeconds how long the kernels run in each form before anything is timed; they are
///     compiled meanwhile
/// @param warmUpSeconds how long each contender runs before it is timed
/// @param seconds how long each contender is timed
/// @param leastRuns how often it runs at least, unless that takes long
/// @param streamedTokens how many tokens the fused stream takes in
public record Effort(double compilingSeconds, double warmUpSeconds, double seconds, int leastRuns, int streamedTokens) {

    /// {@return what figures to be quoted need}
    public static Effort full() {
        return new Effort(3, 0.3, 0.7, 5, 1_000_000);
    }

    /// {@return what is enough to see how things stand}
    public static Effort quick() {
        return new Effort(1.5, 0.1, 0.3, 3, 40_000);
    }

    /// {@return everything once, to see that it runs}
    public static Effort once() {
        return new Effort(0, 0, 0, 1, 60);
    }
}
