package org.fourierlearner.kernels;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// Causal attention that goes on from call to call: sums of a constant size, whatever came
/// before.
///
/// A batch of streams goes on together. A token costs `O(features · (headDim + valueDim))` a head
/// and, from the second on, allocates nothing beyond what describes the arguments.
public final class AttentionStream {
    private final AttentionKernel kernel;
    private final int batch;
    private final int heads;
    private final FeatureKind features;
    private final int headDim;
    private final int featureCount;
    private final int valueDim;
    private final KeySums[] states;
    private final StreamStep step;

    /// Begins before the first token.
    ///
    /// @param kernel what computes
    /// @param problem arguments of the sizes to come, but for the length; its features are copied
    ///     for all calls
    public AttentionStream(AttentionKernel kernel, AttentionProblem problem) {
        this.kernel = kernel;
        Arithmetic arithmetic = kernel.arithmetic();
        batch = problem.query().batch();
        heads = problem.query().heads();
        features = problem.features();
        headDim = problem.query().columns();
        featureCount = problem.featureCount();
        valueDim = problem.value().columns();
        step = new StreamStep(features, arithmetic, heads, headDim, valueDim);
        states = new KeySums[batch * heads];
        for (int k = 0; k < states.length; k++) {
            states[k] = new KeySums(arithmetic, featureCount, valueDim, false);
            states[k].clear(0);
        }
    }

    /// Continues by some tokens.
    ///
    /// @param problem causal, in one run, of the sizes that the stream began with
    /// @param output `[batch, heads, length, valueDim]`, overwritten
    /// @throws IllegalArgumentException if the sizes or the kind of features differ, the problem
    ///     is not causal, or packed, or the output is read-only or overlaps itself or an argument
    public void advance(AttentionProblem problem, Operand output) {
        Operand query = problem.query();
        boolean same = query.batch() == batch
                && query.heads() == heads
                && query.columns() == headDim
                && problem.featureCount() == featureCount
                && problem.value().columns() == valueDim;
        if (!same || !problem.causal() || problem.runs() != null) {
            throw new IllegalArgumentException(
                    "problem: expected causal attention, not packed, for a stream of batch %d, heads %d, headDim %d, features %d, valueDim %d"
                            .formatted(batch, heads, headDim, featureCount, valueDim));
        }
        if (!isOfKind(problem.features())) {
            throw new IllegalArgumentException("problem: expected features %s, which the stream began with, got %s"
                    .formatted(name(features), name(problem.features())));
        }
        AttentionKernel.requireOutput("output", problem, output);
        Targets.requireOutput(problem, output);
        if (query.rows() != 1) {
            kernel.resume(problem, output, states);
            return;
        }
        for (int example = 0; example < batch; example++) {
            for (int head = 0; head < heads; head++) {
                step.run(problem, output, example, head, states[example * heads + head]);
            }
        }
    }

    private boolean isOfKind(FeatureKind other) {
        return features instanceof FeatureKind.Positive
                ? other instanceof FeatureKind.Positive
                : features.equals(other);
    }

    private static String name(FeatureKind kind) {
        return kind instanceof FeatureKind.Positive ? "Positive" : kind.toString();
    }

    /// {@return when the last token of a stream came, as the clock of the problem had it; 0
    /// before the first}
    ///
    /// @param example which stream
    /// @param head which head
    public double clock(int example, int head) {
        return states[example * heads + head].end;
    }

    /// Writes what the stream remembers, for [#restore].
    ///
    /// @param sums `[batch, heads, features, valueDim + 1]` floats
    /// @param maximum `[batch, heads, features]` floats
    /// @param clock `[batch, heads]` doubles
    public void save(MemorySegment sums, MemorySegment maximum, MemorySegment clock) {
        requireSizes(sums, maximum, clock);
        long at = 0;
        for (int k = 0; k < states.length; k++) {
            KeySums state = states[k];
            for (int feature = 0; feature < featureCount; feature++) {
                for (int column = 0; column < valueDim; column++) {
                    sums.setAtIndex(JAVA_FLOAT_UNALIGNED, at++, state.sums.data[state.sums.index(feature, column)]);
                }
                sums.setAtIndex(JAVA_FLOAT_UNALIGNED, at++, state.totals[feature]);
                maximum.setAtIndex(JAVA_FLOAT_UNALIGNED, (long) k * featureCount + feature, state.maximum[feature]);
            }
            clock.setAtIndex(JAVA_DOUBLE_UNALIGNED, k, state.end);
        }
    }

    /// Goes on from what [#save] wrote.
    ///
    /// @param sums as in [#save]
    /// @param maximum as in [#save]
    /// @param clock as in [#save]
    public void restore(MemorySegment sums, MemorySegment maximum, MemorySegment clock) {
        requireSizes(sums, maximum, clock);
        long at = 0;
        for (int k = 0; k < states.length; k++) {
            KeySums state = states[k];
            for (int feature = 0; feature < featureCount; feature++) {
                for (int column = 0; column < valueDim; column++) {
                    state.sums.data[state.sums.index(feature, column)] = sums.getAtIndex(JAVA_FLOAT_UNALIGNED, at++);
                }
                state.totals[feature] = sums.getAtIndex(JAVA_FLOAT_UNALIGNED, at++);
                state.maximum[feature] = maximum.getAtIndex(JAVA_FLOAT_UNALIGNED, (long) k * featureCount + feature);
            }
            state.end = clock.getAtIndex(JAVA_DOUBLE_UNALIGNED, k);
        }
    }

    private void requireSizes(MemorySegment sums, MemorySegment maximum, MemorySegment clock) {
        long perState = (long) states.length * featureCount * Float.BYTES;
        requireSize("sums", sums, perState * (valueDim + 1));
        requireSize("maximum", maximum, perState);
        requireSize("clock", clock, (long) states.length * Double.BYTES);
    }

    private static void requireSize(String name, MemorySegment memory, long expected) {
        if (memory.byteSize() != expected) {
            throw new IllegalArgumentException(
                    "%s: expected %d bytes, got %d".formatted(name, expected, memory.byteSize()));
        }
    }

    /// {@return the bytes that the sums take}
    public long bytes() {
        return (long) states.length * (featureCount * (valueDim + 2L) * Float.BYTES + Double.BYTES);
    }
}
