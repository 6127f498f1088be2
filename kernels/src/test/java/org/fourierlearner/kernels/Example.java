package org.fourierlearner.kernels;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Arguments of attention with random numbers.
///
/// @param map null for positive random features
/// @param projection null without them
/// @param queryLogits of all examples together, or of each
/// @param clock likewise
/// @param selfLogits null for none
/// @param tokens true where a key is not padding
@SuppressWarnings("ArrayRecordComponent")
record Example(
        Sizes sizes,
        @Nullable FeatureKind map,
        float[] query,
        float[] key,
        float[] value,
        float @Nullable [] projection,
        float @Nullable [] queryLogits,
        float @Nullable [] keyLogits,
        double @Nullable [] clock,
        float @Nullable [] selfLogits,
        boolean @Nullable [] tokens,
        @Nullable List<int[]> runs,
        boolean causal) {

    record Sizes(int batch, int heads, int queries, int keys, int headDim, int valueDim, int features) {
        int count(int rows, int columns) {
            return batch * heads * rows * columns;
        }

        static Sizes ofLength(int length) {
            return new Sizes(1, 2, length, length, 5, 7, 11);
        }
    }

    /// Positive random features with position logits that examples share.
    static Example random(Sizes s, boolean causal, double spread) {
        var random = new Random(s.hashCode());
        return new Example(
                s,
                null,
                normal(random, s.count(s.queries, s.headDim), 1),
                normal(random, s.count(s.keys, s.headDim), 1),
                normal(random, s.count(s.keys, s.valueDim), 1),
                normal(random, s.heads * s.features * s.headDim, 1),
                normal(random, s.heads * s.features * s.queries, spread),
                normal(random, s.heads * s.features * s.keys, spread),
                null,
                null,
                null,
                null,
                causal);
    }

    /// Times that go by a tenth a token, faster for later heads.
    Example withClock() {
        return withClock(0.1);
    }

    Example withClock(double rate) {
        return with(times(1, rate));
    }

    Example withClockOfEachExample() {
        return with(times(sizes.batch, 0.1));
    }

    private double[] times(int batch, double rate) {
        double[] times = new double[batch * sizes.heads * sizes.keys];
        for (int head = 0; head < batch * sizes.heads; head++) {
            for (int t = 0; t < sizes.keys; t++) {
                times[head * sizes.keys + t] = 1e6 + rate * (head + 1) * t;
            }
        }
        return times;
    }

    private Example with(double[] times) {
        return new Example(
                sizes,
                map,
                query,
                key,
                value,
                projection,
                queryLogits,
                keyLogits,
                times,
                selfLogits,
                tokens,
                runs,
                causal);
    }

    /// Raises or lowers what tokens weigh to themselves, each head in another way.
    Example withSelfLogits() {
        return withSelfLogits(-3, 0.7f);
    }

    Example withSelfLogits(float even, float odd) {
        float[] logits = new float[sizes.heads];
        for (int head = 0; head < logits.length; head++) {
            logits[head] = head % 2 == 0 ? even : odd;
        }
        return new Example(
                sizes, map, query, key, value, projection, queryLogits, keyLogits, clock, logits, tokens, runs, causal);
    }

    Example withTokens(boolean... visible) {
        return new Example(
                sizes,
                map,
                query,
                key,
                value,
                projection,
                queryLogits,
                keyLogits,
                clock,
                selfLogits,
                visible,
                runs,
                causal);
    }

    Example withRuns(List<int[]> starts) {
        return new Example(
                sizes,
                map,
                query,
                key,
                value,
                projection,
                queryLogits,
                keyLogits,
                clock,
                selfLogits,
                tokens,
                starts,
                causal);
    }

    Example withLogitsOfEachExample() {
        var random = new Random(5);
        float[] ofQueries = normal(random, sizes.count(sizes.features, sizes.queries), 1);
        float[] ofKeys = normal(random, sizes.count(sizes.features, sizes.keys), 1);
        return new Example(
                sizes, map, query, key, value, projection, ofQueries, ofKeys, clock, selfLogits, tokens, runs, causal);
    }

    Example withoutLogits() {
        return new Example(
                sizes, map, query, key, value, projection, null, null, clock, selfLogits, tokens, runs, causal);
    }

    /// Features coordinate by coordinate; their number is the width of keys.
    Example with(FeatureKind deterministic) {
        if (sizes.features != sizes.headDim) {
            throw new IllegalArgumentException("expected as many features as headDim");
        }
        return new Example(
                sizes,
                deterministic,
                query,
                key,
                value,
                null,
                queryLogits,
                keyLogits,
                clock,
                selfLogits,
                tokens,
                runs,
                causal);
    }

    /// One example of the batch, by itself.
    Example alone(int b) {
        Sizes s = sizes;
        var one = new Sizes(1, s.heads, s.queries, s.keys, s.headDim, s.valueDim, s.features);
        return new Example(
                one,
                map,
                part(query, b),
                part(key, b),
                part(value, b),
                projection,
                queryLogits == null || isShared(queryLogits, s.queries) ? queryLogits : part(queryLogits, b),
                keyLogits == null || isShared(keyLogits, s.keys) ? keyLogits : part(keyLogits, b),
                clock == null || hasSharedClock()
                        ? clock
                        : Arrays.copyOfRange(clock, b * s.heads * s.keys, (b + 1) * s.heads * s.keys),
                selfLogits,
                tokens == null ? null : Arrays.copyOfRange(tokens, b * s.keys, (b + 1) * s.keys),
                runs == null ? null : List.of(runs.get(b)),
                causal);
    }

    /// What belongs to an example of the batch.
    float[] part(float[] all, int b) {
        int size = all.length / sizes.batch;
        return Arrays.copyOfRange(all, b * size, (b + 1) * size);
    }

    static float[] normal(Random random, int count, double deviation) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    boolean isShared(float[] logits, int length) {
        return logits.length == sizes.heads * sizes.features * length;
    }

    boolean hasSharedClock() {
        return clock != null && clock.length == sizes.heads * sizes.keys;
    }

    AttentionProblem problem() {
        Sizes s = sizes;
        return new AttentionProblem(
                features(),
                Operand.of(query, s.batch, s.heads, s.queries, s.headDim),
                Operand.of(key, s.batch, s.heads, s.keys, s.headDim),
                Operand.of(value, s.batch, s.heads, s.keys, s.valueDim),
                logits(queryLogits, s.queries),
                logits(keyLogits, s.keys),
                clock == null ? null : new AttentionProblem.Clock(MemorySegment.ofArray(clock), hasSharedClock()),
                selfLogits == null ? null : MemorySegment.ofArray(selfLogits),
                tokens == null ? null : bytes(tokens),
                runs,
                causal);
    }

    private FeatureKind features() {
        if (map != null) {
            return map;
        }
        if (projection == null) {
            throw new IllegalStateException("neither a map nor a projection");
        }
        return new FeatureKind.Positive(Operand.of(projection, 1, sizes.heads, sizes.features, sizes.headDim));
    }

    @Nullable
    Operand logits(float @Nullable [] values, int length) {
        if (values == null) {
            return null;
        }
        int batch = isShared(values, length) ? 1 : sizes.batch;
        return Operand.of(values, batch, sizes.heads, length, sizes.features);
    }

    private static MemorySegment bytes(boolean[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        return MemorySegment.ofArray(bytes);
    }

    /// What a kernel makes of it, over NaN.
    float[] output(AttentionKernel kernel) {
        float[] output = nan(sizes.count(sizes.queries, sizes.valueDim));
        kernel.forward(problem(), outputOperand(output), null);
        return output;
    }

    Operand outputOperand(float[] output) {
        return Operand.of(output, sizes.batch, sizes.heads, sizes.queries, sizes.valueDim);
    }

    static float[] nan(int length) {
        float[] values = new float[length];
        Arrays.fill(values, Float.NaN);
        return values;
    }

    @Override
    public String toString() {
        return "%s%s%s%s%s%s%s%s"
                .formatted(
                        sizes,
                        causal ? ", causal" : "",
                        map == null ? "" : ", " + map,
                        queryLogits == null ? ", no logits" : "",
                        clock == null ? "" : ", clock",
                        selfLogits == null ? "" : ", self logits",
                        tokens == null ? "" : ", padding",
                        runs == null ? "" : ", packed");
    }
}
