package org.fourierlearner.kernels;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.fourierlearner.kernels.Example.Sizes;
import org.jspecify.annotations.Nullable;

/// What a kernel's backward makes of an example. Null where the problem has no such argument.
@SuppressWarnings("ArrayRecordComponent")
record Gradients(
        float[] query,
        float[] key,
        float[] value,
        float @Nullable [] queryLogits,
        float @Nullable [] keyLogits,
        float @Nullable [] projection,
        double @Nullable [] clock,
        float @Nullable [] selfLogits) {

    static float[] ofOutputs(Example example) {
        Sizes s = example.sizes();
        return Example.normal(new Random(3), s.count(s.queries(), s.valueDim()), 1);
    }

    /// Of all arguments, for [#ofOutputs].
    static Gradients of(AttentionKernel kernel, Example example) {
        return of(kernel, example, ofOutputs(example), true);
    }

    /// @param shared whether gradients that sum over examples are wanted
    static Gradients of(AttentionKernel kernel, Example example, float[] outputGradient, boolean shared) {
        Sizes s = example.sizes();
        double[] clock = example.clock();
        boolean ofQueries = shared || !isShared(example, example.queryLogits(), s.queries());
        boolean ofKeys = shared || !isShared(example, example.keyLogits(), s.keys());
        var gradients = new Gradients(
                Example.nan(example.query().length),
                Example.nan(example.key().length),
                Example.nan(example.value().length),
                ofQueries ? nanLike(example.queryLogits()) : null,
                ofKeys ? nanLike(example.keyLogits()) : null,
                shared ? nanLike(example.projection()) : null,
                clock == null || !shared ? null : new double[clock.length],
                shared ? nanLike(example.selfLogits()) : null);
        gradients.compute(kernel, example, outputGradient);
        return gradients;
    }

    /// Overwrites all.
    void compute(AttentionKernel kernel, Example example, float[] outputGradient) {
        AttentionProblem problem = example.problem();
        float[] output = Example.nan(outputGradient.length);
        var normalizers = new LogNormalizers(problem);
        kernel.forward(problem, example.outputOperand(output), normalizers);
        kernel.backward(
                problem,
                example.outputOperand(output),
                normalizers,
                example.outputOperand(outputGradient),
                targets(example));
    }

    private static boolean isShared(Example example, float @Nullable [] logits, int length) {
        return logits != null && example.isShared(logits, length);
    }

    private AttentionGradients targets(Example example) {
        Sizes s = example.sizes();
        return new AttentionGradients(
                Operand.of(query, s.batch(), s.heads(), s.queries(), s.headDim()),
                Operand.of(key, s.batch(), s.heads(), s.keys(), s.headDim()),
                Operand.of(value, s.batch(), s.heads(), s.keys(), s.valueDim()),
                example.logits(queryLogits, s.queries()),
                example.logits(keyLogits, s.keys()),
                projection == null ? null : Operand.of(projection, 1, s.heads(), s.features(), s.headDim()),
                clock == null ? null : MemorySegment.ofArray(clock),
                selfLogits == null ? null : MemorySegment.ofArray(selfLogits));
    }

    private static float @Nullable [] nanLike(float @Nullable [] like) {
        return like == null ? null : Example.nan(like.length);
    }

    /// All that there are; floats are doubles too.
    Map<String, double[]> byName() {
        Map<String, double[]> all = new LinkedHashMap<>();
        put(all, "query", query);
        put(all, "key", key);
        put(all, "value", value);
        put(all, "queryLogits", queryLogits);
        put(all, "keyLogits", keyLogits);
        put(all, "projection", projection);
        put(all, "selfLogits", selfLogits);
        if (clock != null) {
            all.put("clock", clock.clone());
        }
        return all;
    }

    private static void put(Map<String, double[]> all, String name, float @Nullable [] values) {
        if (values != null) {
            all.put(name, Definition.doubles(values));
        }
    }
}
