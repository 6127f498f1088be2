package org.fourierlearner.kernels;

/// Which of the keys that a query sees a pass is over. Where weights depend on how far tokens are from each other and
/// a query sees both sides, there are two causal passes, the second over the tokens in reverse order.
enum Part {
    /// All, at once.
    WHOLE,
    /// Those up to the query, the first of two parts.
    PAST,
    /// Those from the query on, the second of two parts, whose results are added to those of the first.
    FUTURE;

    boolean adds() {
        return this == FUTURE;
    }
}
