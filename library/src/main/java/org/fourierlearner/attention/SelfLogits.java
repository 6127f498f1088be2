package org.fourierlearner.attention;

import org.fourierlearner.tensor.Tensor;

/// What is learned of the weights of tokens to themselves, among all weights.
final class SelfLogits {

    private SelfLogits() {}

    /// {@return a number for each head where a query meets itself, else 0, `[heads, queries, keys]`}
    ///
    /// @param perHead `[heads]`
    /// @param first which key comes with the first query; the others follow
    static Tensor on(Tensor perHead, int first, int queries, int keys) {
        Tensor places = Tensor.range(queries).add((double) first).unsqueeze(-1);
        Tensor selves = places.equalTo(Tensor.range(keys).unsqueeze(0)).to(perHead.type());
        return perHead.unsqueeze(-1).unsqueeze(-1).multiply(selves);
    }

    /// {@return weights, with those of tokens to themselves times `exp s`, `[…, heads, length, length]`}
    ///
    /// @param weights of the same tokens
    /// @param perHead `s`, `[heads]`
    static Tensor scale(Tensor weights, Tensor perHead) {
        return weights.add(weights.multiply(on(perHead.exp().add(-1.0), 0, weights.extent(-2), weights.extent(-1))));
    }
}
