package org.fourierlearner.kernels;

import org.jspecify.annotations.Nullable;

/// The inner loops of small networks that are the same for many columns, each by itself, in two
/// forms: with vectors, and without for a JVM that lacks them. For [UpdateKernel].
///
/// Rows are `stride` apart in arrays. Numbers of columns are multiples of [#width]. Both forms
/// give the same results but for rounding. One thread at a time may use an instance.
sealed interface ColumnArithmetic permits ScalarColumns, VectorColumns {

    /// {@return what numbers of columns are multiples of}
    int width();

    /// `y = W·x + b`, within bounds.
    ///
    /// @param weights `W`, `[…][ins]`
    /// @param from the first row of `W` and of `y` to compute
    /// @param to the row behind the last
    /// @param biases `b`, one for each row; null for none
    /// @param least lower results become this
    /// @param most higher ones this
    /// @param x `[ins][stride]`
    /// @param y `[…][stride]`
    void dense(
            float[] weights,
            int from,
            int to,
            int ins,
            float @Nullable [] biases,
            float least,
            float most,
            float[] x,
            float[] y,
            int stride,
            int columns);

    /// The mean square of gradients: `n ← kept·n + (1 − kept)·g²`, `r = √(scale·n) + floor`, and
    /// `c = clip(g/r)`.
    ///
    /// @param seconds `n`, a row
    /// @param gradient `g`, a row
    /// @param roots set to `r`, a row
    /// @param ratios set to `c`, a row
    void normalize(UpdateStep step, float[] seconds, float[] gradient, float[] roots, float[] ratios, int columns);

    /// `s(factor·x)`, with `s(x) = x/(1 + |x|)`.
    ///
    /// @param to where the row of results begins
    void squash(float[] x, float factor, float[] y, int to, int columns);

    /// One step of a head's streams: with `Q = exp(ω·q + query logits)`,
    /// `K = exp(ω·k − |k|²/2√d + key logits)`, for each feature `S ← kept·S + K·v` and
    /// `z ← kept·z + K`, and of all `ΣQS / ΣQz`.
    ///
    /// @param time of the step
    /// @param head which
    /// @param tokens rows of queries, keys and values of all heads
    /// @param state rows of all that is remembered
    /// @param inputs rows of inputs, of which the first is added to values, and behind them the
    ///     heads' quotients, set
    void attend(
            UpdateMemory.Attention attention,
            UpdateStep.Time time,
            int head,
            float[] tokens,
            float[] state,
            float[] inputs,
            int stride,
            int columns);

    /// Changes weights: `w ← w − size·(mix·(c, a) + d)·(1 + s(e))`.
    ///
    /// @param outs rows `d` and `e`
    /// @param inputs rows of inputs, of which `c` is the first, and behind them what the memory tells, `a`
    /// @param weight changed
    void change(UpdateStep step, float[] outs, float[] inputs, float[] weight, int stride, int columns);

    /// {@return the inner product of two rows}
    double dot(float[] a, int atA, float[] b, int atB, int columns);
}
