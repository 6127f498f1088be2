package org.fourierlearner.onnx;

import java.util.Locale;
import java.util.Optional;
import org.fourierlearner.attention.Attention;
import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.attention.ExactAttention;
import org.fourierlearner.rpe.Bias;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.tensor.Tensor;

/// Attention of all heads of a layer in a graph.
///
/// @param layer where its initializers are named
/// @param attention what the heads do
/// @param headDim the width of queries and keys
/// @param at where the tokens are
record AttentionExport(Layer layer, Attention attention, int headDim, Coordinates at) {

    /// {@return the outputs, `[batch, heads, length, headDim]`}
    ///
    /// @param config of the attention
    /// @param query `[batch, heads, length, headDim]`
    /// @param key likewise
    /// @param value likewise
    /// @throws IllegalArgumentException for an attention or an encoding that graphs do not have
    OnnxValue attend(AttentionConfig config, OnnxValue query, OnnxValue key, OnnxValue value) {
        Rpe rpe = config.rpe();
        boolean learned = rpe instanceof Rpe.None || rpe instanceof Rpe.Fourier;
        if (rpe instanceof Rpe.Fourier fourier && fourier.needsSameTokens()) {
            throw new IllegalArgumentException(
                    "rpe: expected decay none and selfWeight encoded for an ONNX file, got %s and %s"
                            .formatted(name(fourier.decay()), name(fourier.selfWeight())));
        }
        return switch (config) {
            case AttentionConfig.Exact _ when learned || rpe instanceof Bias -> softmax(query, key, value);
            case AttentionConfig.Exact _ ->
                throw new IllegalArgumentException(
                        "rpe: expected fourier, none, alibi, bucket, table or grid-table for exact attention in an ONNX file, got %s"
                                .formatted(rpe));
            case AttentionConfig.Linear linear
            when learned -> {
                var features = new FeatureExport(layer, linear, attention, headDim, at);
                yield quotient(features.ofQuery(query), features.ofKey(key), value);
            }
            case AttentionConfig.Linear _ ->
                throw new IllegalArgumentException(
                        "rpe: expected fourier or none for linear attention in an ONNX file, got %s".formatted(rpe));
            case AttentionConfig.Retention _,
                    AttentionConfig.Gated _,
                    AttentionConfig.RandomFeature _,
                    AttentionConfig.Masked _ ->
                throw new IllegalArgumentException(
                        "attention: expected exact or linear for an ONNX file, got %s".formatted(config));
        };
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private OnnxValue softmax(OnnxValue query, OnnxValue key, OnnxValue value) {
        OnnxValue logits = Heads.products(query.multiply(1 / Math.sqrt(headDim)), key);
        Optional<Tensor> mask = attention instanceof ExactAttention exact ? exact.mask(at, at) : Optional.empty();
        return mask.map(added -> logits.add(layer.constant("mask", added)))
                .orElse(logits)
                .softmax()
                .matmul(value);
    }

    /// `Σₘ Qᵢₘ Σⱼ Kⱼₘ vⱼ / Σₘ Qᵢₘ Σⱼ Kⱼₘ` from the logarithms of the features. The maxima that make all
    /// exponents ≤ 0 cancel, as in our own sums.
    private static OnnxValue quotient(OnnxValue queryLogs, OnnxValue keyLogs, OnnxValue value) {
        OnnxValue maximum = keyLogs.max(-2);
        OnnxValue keys = keyLogs.subtract(maximum).exp();
        OnnxValue met = queryLogs.add(maximum);
        OnnxValue queries = met.subtract(met.max(-1)).exp();
        OnnxValue numerators = queries.matmul(keys.permute(0, 1, 3, 2).matmul(value));
        return numerators.divide(queries.multiply(keys.sum(-2)).sum(-1));
    }
}
