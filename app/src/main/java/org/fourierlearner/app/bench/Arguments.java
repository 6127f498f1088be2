package org.fourierlearner.app.bench;

import java.util.List;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// Random arguments of attention, the same for all contenders; gradients are wanted of all but the directions.
///
/// @param sizes the extents
/// @param causal whether queries see keys up to their own place only
/// @param query `[1, heads, length, headDim]`
/// @param key likewise
/// @param value likewise
/// @param content the directions of content, `[heads, features, headDim]`
/// @param direction the directions of positions, `[heads, features, 2·frequencies]`
/// @param queryAt position features `φ`, `[1, heads, length, 2·frequencies]`
/// @param keyAt position features `ψ`, likewise
/// @param queryLogits `direction·φ`, `[1, heads, length, features]`
/// @param keyLogits `direction·ψ`, likewise
/// @param outputGradient the gradient of the loss by the output
record Arguments(
        Sizes sizes,
        boolean causal,
        Tensor query,
        Tensor key,
        Tensor value,
        Tensor content,
        Tensor direction,
        Tensor queryAt,
        Tensor keyAt,
        Tensor queryLogits,
        Tensor keyLogits,
        Tensor outputGradient) {

    /// @param heads the number of heads
    /// @param length the number of tokens
    /// @param headDim the width of queries, keys and values
    /// @param features the number of random features
    /// @param frequencies the number of frequencies of the encoding
    record Sizes(int heads, int length, int headDim, int features, int frequencies) {
        /// The multiply-adds that no way of computing the forward pass can save, times two.
        double operations() {
            return 8.0 * heads * length * features * headDim;
        }
    }

    static Arguments random(Sizes s, boolean causal) {
        Randomness random = Randomness.seeded(1);
        int positions = 2 * s.frequencies();
        Tensor content = random.normal(s.heads(), s.features(), s.headDim());
        Tensor direction = random.normal(s.heads(), s.features(), positions);
        // position features have norm 1, as those of an encoding with f(0) = 1
        Tensor queryAt = unit(random.normal(1, s.heads(), s.length(), positions));
        Tensor keyAt = unit(random.normal(1, s.heads(), s.length(), positions));
        return new Arguments(
                s,
                causal,
                random.normal(1, s.heads(), s.length(), s.headDim()).requireGradient(),
                random.normal(1, s.heads(), s.length(), s.headDim()).requireGradient(),
                random.normal(1, s.heads(), s.length(), s.headDim()).requireGradient(),
                content,
                direction,
                queryAt.requireGradient(),
                keyAt.requireGradient(),
                logits(direction, queryAt).requireGradient(),
                logits(direction, keyAt).requireGradient(),
                random.normal(1, s.heads(), s.length(), s.headDim()));
    }

    private static Tensor unit(Tensor rows) {
        return rows.divide(rows.square().sum(-1).sqrt());
    }

    private static Tensor logits(Tensor direction, Tensor at) {
        return at.matmul(direction.transpose(-1, -2)).contiguous().detach();
    }

    List<Tensor> differentiable() {
        return List.of(query, key, value, queryAt, keyAt, queryLogits, keyLogits);
    }
}
