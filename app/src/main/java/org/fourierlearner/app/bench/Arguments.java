package org.fourierlearner.app.bench;

import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// Random arguments of attention, the same for all contenders. Queries, keys and values lie as the
/// layer before leaves them, the heads of a token side by side; everything else lies as its shape says.
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
/// @param differences an encoding `f` of the differences `1 − length` to `length − 1` of positions,
///     `[heads, 2·length − 1]`, which has nothing to do with the position features
/// @param outputGradient the gradient of the loss by the output, `[1, heads, length, headDim]`
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
        Tensor differences,
        Tensor outputGradient) {

    static Arguments random(Sizes s, int length, long seed) {
        Randomness random = Randomness.seeded(seed);
        int positions = 2 * s.frequencies();
        Tensor content = random.normal(s.heads(), s.features(), s.headDim());
        Tensor direction = random.normal(s.heads(), s.features(), positions);
        // position features have norm 1, as those of an encoding with f(0) = 1
        Tensor queryAt = unit(random.normal(1, s.heads(), length, positions));
        Tensor keyAt = unit(random.normal(1, s.heads(), length, positions));
        return new Arguments(
                s,
                false,
                leaf(tokens(random, s, length)),
                leaf(tokens(random, s, length)),
                leaf(tokens(random, s, length)),
                content,
                direction,
                leaf(queryAt),
                leaf(keyAt),
                leaf(queryAt.matmul(direction.transpose(-1, -2))),
                leaf(keyAt.matmul(direction.transpose(-1, -2))),
                leaf(random.normal(s.heads(), 2 * length - 1)),
                tokens(random, s, length));
    }

    private static Tensor tokens(Randomness random, Sizes s, int length) {
        return random.normal(1, length, s.heads(), s.headDim()).transpose(1, 2);
    }

    private static Tensor unit(Tensor rows) {
        return rows.divide(rows.square().sum(-1).sqrt());
    }

    private static Tensor leaf(Tensor tensor) {
        return tensor.detach().requireGradient();
    }

    Arguments causal(boolean onlyEarlier) {
        return with(onlyEarlier, content, direction);
    }

    /// {@return these tokens, with the directions of others; the position logits stay as they are}
    Arguments withDirectionsOf(Arguments other) {
        return with(causal, other.content, other.direction);
    }

    private Arguments with(boolean onlyEarlier, Tensor contents, Tensor directions) {
        return new Arguments(
                sizes,
                onlyEarlier,
                query,
                key,
                value,
                contents,
                directions,
                queryAt,
                keyAt,
                queryLogits,
                keyLogits,
                differences,
                outputGradient);
    }

    int length() {
        return query.extent(2);
    }
}
