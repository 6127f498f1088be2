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
        return perHead.unsqueeze(-1)
                .unsqueeze(-1)
                .multiply(selves(first, queries, keys).to(perHead.type()));
    }

    /// {@return weights, with those of tokens to themselves times `exp s`, `[…, heads, length, length]`}
    ///
    /// @param weights of the same tokens
    /// @param perHead `s`, `[heads]`
    static Tensor scale(Tensor weights, Tensor perHead) {
        Tensor selves = selves(0, weights.extent(-2), weights.extent(-1));
        // no difference from 1, which would round low factors away
        Tensor factors = perHead.exp().unsqueeze(-1).unsqueeze(-1).multiply(selves.to(perHead.type()));
        return weights.multiply(factors.add(selves.not().to(perHead.type())));
    }

    private static Tensor selves(int first, int queries, int keys) {
        Tensor places = Tensor.range(queries).add((double) first).unsqueeze(-1);
        return places.equalTo(Tensor.range(keys).unsqueeze(0));
    }
}
