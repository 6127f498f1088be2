package org.fourierlearner.kernels;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What attention is computed of: `outᵢ = Σⱼ Aᵢⱼvⱼ / Σⱼ Aᵢⱼ` with
/// `Aᵢⱼ = Σₘ exp(log Φₘ(qᵢ) + Pᵢₘ + log Φₘ(kⱼ) + P'ⱼₘ − |tᵢ − tⱼ| + s·[i = j])` where query `i` sees key `j`, else 0.
///
/// @param features the map `Φ`
/// @param query `q`, `[batch, heads, queryLength, headDim]`
/// @param key `k`, `[batch, heads, keyLength, headDim]`
/// @param value `v`, `[batch, heads, keyLength, valueDim]`
/// @param queryLogits the position logits `P` of queries, `[1 or batch, heads, queryLength, features]`; null
///     for none
/// @param keyLogits those of keys, `[1 or batch, heads, keyLength, features]`
/// @param clock the times `t` of keys in decay times, which never fall from one to the next; null without decay.
///     Queries then are the same tokens.
/// @param selfLogits `s`, `[heads]` floats: what a token's weight to itself is raised by; null for 0. Queries then are
///     the same tokens.
/// @param tokens `[batch, keyLength]` bytes, 0 where a key is padding; null if none is
/// @param runs for each example the places where a sequence of its own begins, the first one 0; equal places
///     make empty sequences; null if each example is one sequence. Queries and keys then are the same tokens.
/// @param causal whether query `i` sees only keys `j ≤ i`
public record AttentionProblem(
        FeatureKind features,
        Operand query,
        Operand key,
        Operand value,
        @Nullable Operand queryLogits,
        @Nullable Operand keyLogits,
        @Nullable Clock clock,
        @Nullable MemorySegment selfLogits,
        @Nullable MemorySegment tokens,
        @Nullable List<int[]> runs,
        boolean causal) {

    /// Times in double precision, `[1 or batch, heads, length]`, row-major.
    ///
    /// @param memory the numbers
    /// @param shared whether all examples have the same times
    /// @param backwards whether the first time is the last one in memory, and all are negated
    public record Clock(MemorySegment memory, boolean shared, boolean backwards) {

        /// Times in the order of memory.
        ///
        /// @param memory the numbers
        /// @param shared whether all examples have the same times
        public Clock(MemorySegment memory, boolean shared) {
            this(memory, shared, false);
        }

        Clock reversed() {
            return new Clock(memory, shared, !backwards);
        }

        int sign() {
            return backwards ? -1 : 1;
        }
    }

    /// Checks that all parts fit each other.
    ///
    /// @throws IllegalArgumentException if they do not
    public AttentionProblem {
        int batch = query.batch();
        int heads = query.heads();
        key.require("key", batch, heads, key.rows(), query.columns());
        value.require("value", batch, heads, key.rows(), value.columns());
        int featureCount = query.columns();
        if (features instanceof FeatureKind.Positive(Operand projection)) {
            projection.require("projection", 1, heads, projection.rows(), query.columns());
            featureCount = projection.rows();
        }
        if (query.columns() == 0 || value.columns() == 0 || featureCount == 0) {
            throw new IllegalArgumentException("expected widths of at least 1, got headDim %d, valueDim %d, features %d"
                    .formatted(query.columns(), value.columns(), featureCount));
        }
        if (queryLogits != null) {
            queryLogits.requireSharedOr("queryLogits", batch, heads, query.rows(), featureCount);
        }
        if (keyLogits != null) {
            keyLogits.requireSharedOr("keyLogits", batch, heads, key.rows(), featureCount);
        }
        if ((causal || clock != null || selfLogits != null || runs != null) && query.rows() != key.rows()) {
            throw new IllegalArgumentException(
                    "query: expected as many rows as key, %d, because attention is causal, packed, or depends on how far tokens are from each other, got %d"
                            .formatted(key.rows(), query.rows()));
        }
        if (clock != null) {
            requireBytes("clock", clock.memory(), (clock.shared() ? 1L : batch) * heads * key.rows() * Double.BYTES);
        }
        if (selfLogits != null) {
            requireBytes("selfLogits", selfLogits, (long) heads * Float.BYTES);
        }
        if (tokens != null) {
            requireBytes("tokens", tokens, (long) batch * key.rows());
        }
        if (runs != null) {
            requireRuns(runs, batch, key.rows());
        }
    }

    private static void requireBytes(String name, MemorySegment memory, long expected) {
        if (memory.byteSize() != expected) {
            throw new IllegalArgumentException(
                    "%s: expected %d bytes, got %d".formatted(name, expected, memory.byteSize()));
        }
    }

    private static void requireRuns(List<int[]> runs, int batch, int length) {
        if (runs.size() != batch) {
            throw new IllegalArgumentException(
                    "runs: expected one list for each of %d examples, got %d".formatted(batch, runs.size()));
        }
        for (int[] starts : runs) {
            boolean good = starts.length > 0 && starts[0] == 0;
            for (int k = 1; good && k < starts.length; k++) {
                good = starts[k] >= starts[k - 1] && starts[k] <= length;
            }
            if (!good) {
                throw new IllegalArgumentException(
                        "runs: expected places that begin with 0 and ascend to %d at most".formatted(length));
            }
        }
    }

    /// {@return the number of features of each query and key}
    public int featureCount() {
        return features instanceof FeatureKind.Positive(Operand projection) ? projection.rows() : query.columns();
    }

    /// Whether it is computed in two parts.
    boolean isTwoSided() {
        return !causal && (clock != null || selfLogits != null);
    }

    /// The part of the keys up to each query; the token itself counts half.
    AttentionProblem past() {
        return new AttentionProblem(
                features, query, key, value, queryLogits, keyLogits, clock, halfSelves(), tokens, runs, true);
    }

    /// The part of the keys from each query on, with the tokens in reverse order; the token itself counts half.
    AttentionProblem future() {
        return new AttentionProblem(
                features,
                query.reversed(),
                key.reversed(),
                value.reversed(),
                queryLogits == null ? null : queryLogits.reversed(),
                keyLogits == null ? null : keyLogits.reversed(),
                clock == null ? null : clock.reversed(),
                halfSelves(),
                tokens == null ? null : reversedTokens(tokens),
                runs == null ? null : reversedRuns(),
                true);
    }

    private MemorySegment halfSelves() {
        float[] halves = new float[query.heads()];
        for (int head = 0; head < halves.length; head++) {
            float whole = selfLogits == null ? 0 : selfLogits.getAtIndex(JAVA_FLOAT_UNALIGNED, head);
            halves[head] = (float) (whole - Math.log(2));
        }
        return MemorySegment.ofArray(halves);
    }

    private MemorySegment reversedTokens(MemorySegment inOrder) {
        int length = key.rows();
        byte[] reversed = new byte[query.batch() * length];
        for (int at = 0; at < reversed.length; at++) {
            int place = at % length;
            reversed[at - place + length - 1 - place] = inOrder.get(JAVA_BYTE, at);
        }
        return MemorySegment.ofArray(reversed);
    }

    private List<int[]> reversedRuns() {
        return IntStream.range(0, query.batch())
                .mapToObj(example -> IntStream.range(0, runCount(example))
                        .map(run -> key.rows() - runStart(example, runCount(example) - run))
                        .toArray())
                .toList();
    }

    /// The memory of all arguments.
    List<MemorySegment> memory() {
        Operand projection = features instanceof FeatureKind.Positive(Operand omega) ? omega : null;
        Stream<MemorySegment> numbers = Stream.of(query, key, value, queryLogits, keyLogits, projection)
                .filter(Objects::nonNull)
                .map(Operand::memory);
        Stream<MemorySegment> others = Stream.of(tokens, selfLogits, clock == null ? null : clock.memory())
                .filter(Objects::nonNull);
        return Stream.concat(numbers, others).toList();
    }

    int runCount(int example) {
        return runs == null ? 1 : runs.get(example).length;
    }

    /// The first key of a run; for the number of runs, the number of keys.
    int runStart(int example, int run) {
        if (run == runCount(example)) {
            return key.rows();
        }
        return runs == null ? 0 : runs.get(example)[run];
    }

    boolean isToken(int example, int place) {
        return tokens == null || tokens.get(JAVA_BYTE, (long) example * key.rows() + place) != 0;
    }

    /// `exp s`.
    float selfFactor(int head) {
        return selfLogits == null ? 1 : (float) Math.exp(selfLogits.getAtIndex(JAVA_FLOAT_UNALIGNED, head));
    }

    double time(int example, int head, int place) {
        if (clock == null) {
            return 0;
        }
        return clock.sign() * clock.memory().getAtIndex(JAVA_DOUBLE_UNALIGNED, timeIndex(clock, example, head, place));
    }

    long timeIndex(Clock times, int example, int head, int place) {
        long row = (times.shared() ? 0 : (long) example * query.heads()) + head;
        return row * key.rows() + (times.backwards() ? key.rows() - 1 - place : place);
    }
}
