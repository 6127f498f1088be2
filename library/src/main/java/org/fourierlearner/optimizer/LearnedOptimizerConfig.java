package org.fourierlearner.optimizer;

/// What a [LearnedOptimizer] is.
///
/// @param memory how it remembers the gradients of a coordinate
/// @param hidden the width of the hidden layer for a coordinate
/// @param tensorHidden the width of the hidden layer for a tensor
/// @param horizon the steps that the memory's encoding of time begins from
public record LearnedOptimizerConfig(TimeMemory memory, int hidden, int tensorHidden, int horizon) {

    /// Checks the sizes.
    ///
    /// @throws IllegalArgumentException if one is not positive
    public LearnedOptimizerConfig {
        Counts.requirePositive("hidden", hidden);
        Counts.requirePositive("tensorHidden", tensorHidden);
        Counts.requirePositive("horizon", horizon);
    }

    /// {@return attention over time, for hundreds of steps}
    public static LearnedOptimizerConfig defaults() {
        return new LearnedOptimizerConfig(TimeMemory.Attention.defaults(), 8, 12, 500);
    }

    /// {@return the numbers that are remembered of a coordinate: its mean square, and the memory's}
    public int slots() {
        return 1 + memory.slots();
    }
}
