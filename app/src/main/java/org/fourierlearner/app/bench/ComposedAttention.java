package org.fourierlearner.app.bench;

import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Linear attention as one would write it with a tensor library, whole tensors at a time: the features
/// and the sums.
final class ComposedAttention {
    private static final int CHUNK = 128;

    private ComposedAttention() {}

    /// Positive features of queries and keys, `[1, heads, length, features]`, without the factors that
    /// cancel.
    ///
    /// @param queries of queries
    /// @param keys of keys, in units of `exp(maximum)`
    /// @param maximum `[1, heads, 1, features]`
    record Features(Tensor queries, Tensor keys, Tensor maximum) {

        static Features positive(
                Tensor query, Tensor key, Tensor omega, @Nullable Tensor queryLogits, @Nullable Tensor keyLogits) {
            Tensor keyLog = logarithms(key, omega, keyLogits).addInPlace(halfSquare(key), -1);
            Tensor maximum = keyLog.detach().max(-2);
            Tensor queryLog = logarithms(query, omega, queryLogits).addInPlace(maximum, 1);
            return of(queryLog, keyLog, maximum);
        }

        /// Position features stand behind queries, keys and directions.
        static Features concatenated(Arguments a) {
            double unscaled = 1 / scale(a.query());
            Tensor query = Tensor.concatenate(-1, a.query(), a.queryAt().multiply(unscaled));
            Tensor key = Tensor.concatenate(-1, a.key(), a.keyAt().multiply(unscaled));
            Tensor directions = Tensor.concatenate(-1, a.content(), a.direction())
                    .multiply(scale(a.query()))
                    .transpose(-1, -2);
            Tensor keyLog = key.matmul(directions).addInPlace(halfSquare(a.key()), -1);
            Tensor maximum = keyLog.detach().max(-2);
            return of(query.matmul(directions).addInPlace(maximum, 1), keyLog, maximum);
        }

        private static Features of(Tensor queryLog, Tensor keyLog, Tensor maximum) {
            return new Features(
                    queryLog.addInPlace(queryLog.detach().max(-1), -1).exp(),
                    keyLog.addInPlace(maximum, -1).exp(),
                    maximum);
        }
    }

    /// `s·ω·x` and the position logits, without the norm.
    static Tensor logarithms(Tensor tokens, Tensor omega, @Nullable Tensor logits) {
        Tensor product = tokens.matmul(omega.multiply(scale(tokens)).transpose(-1, -2));
        return logits == null ? product : product.addInPlace(logits, 1);
    }

    static Tensor halfSquare(Tensor tokens) {
        double scale = scale(tokens);
        return tokens.square().sum(-1).multiply(0.5 * scale * scale);
    }

    private static double scale(Tensor tokens) {
        return Math.pow(tokens.extent(-1), -0.25);
    }

    static Tensor attend(Features features, Tensor value, boolean causal) {
        Tensor values = withOnes(value);
        return quotient(
                causal
                        ? causal(features, values).sums()
                        : features.queries()
                                .matmul(features.keys().transpose(-1, -2).matmul(values)));
    }

    /// Values and a column of ones, whose sums are the denominators.
    static Tensor withOnes(Tensor value) {
        return Tensor.concatenate(-1, value, Tensor.ones(1, value.extent(1), value.extent(2), 1));
    }

    static Tensor quotient(Tensor sums) {
        int width = sums.extent(-1) - 1;
        return sums.narrow(-1, 0, width).divide(sums.narrow(-1, width, 1));
    }

    /// @param sums what each query takes of the keys up to its own place, `[1, heads, length, headDim +
    ///     1]`
    /// @param state what a later query takes of all keys, `[1, heads, features, headDim + 1]`
    record Causal(Tensor sums, Tensor state) {}

    /// In chunks: within each by all pairs, from those before by their sums.
    static Causal causal(Features features, Tensor values) {
        Tensor q = chunks(features.queries());
        Tensor k = chunks(features.keys());
        Tensor v = chunks(values);
        Tensor own = k.transpose(-1, -2).matmul(v);
        Tensor upTo = own.cumulativeSum(2);
        Tensor within = q.matmul(k.transpose(-1, -2)).lowerTriangle(0).matmul(v);
        Tensor sums = within.addInPlace(q.matmul(upTo.subtract(own)), 1);
        return new Causal(sums.reshape(values.shape().extents()), upTo.select(2, upTo.extent(2) - 1));
    }

    private static Tensor chunks(Tensor tokens) {
        int length = tokens.extent(2);
        int chunk = Math.min(CHUNK, length);
        return tokens.reshape(1, tokens.extent(1), length / chunk, chunk, tokens.extent(3));
    }
}
