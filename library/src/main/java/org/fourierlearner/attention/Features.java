package org.fourierlearner.attention;

import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Features of a kernel, `factor · exp(log)`. Logarithms are kept because the exponentials alone overflow.
///
/// @param log `[…, length, features]`
/// @param factor likewise; null if it is 1 everywhere, which makes all features positive
public record Features(Tensor log, @Nullable Tensor factor) {

    /// {@return the features of the product of two kernels: all products of a feature of each}
    ///
    /// @param other features at the same places, broadcast
    public Features times(Features other) {
        return new Features(
                outer(log, other.log, true),
                factor == null && other.factor == null ? null : outer(orOnes(this), orOnes(other), false));
    }

    private static Tensor orOnes(Features features) {
        return features.factor == null ? Tensor.ones(features.log.shape().extents()) : features.factor;
    }

    private static Tensor outer(Tensor first, Tensor second, boolean sum) {
        Tensor left = first.unsqueeze(-1);
        Tensor right = second.unsqueeze(-2);
        Tensor pairs = sum ? left.add(right) : left.multiply(right);
        int[] extents = pairs.shape().extents();
        int[] flat = new int[extents.length - 1];
        System.arraycopy(extents, 0, flat, 0, flat.length);
        flat[flat.length - 1] = -1;
        return pairs.reshape(flat);
    }

    /// {@return the features of the tokens from the last to the first}
    Features reversed() {
        return new Features(log.reversed(-2), factor == null ? null : factor.reversed(-2));
    }

    /// {@return the features of runs of tokens}
    ///
    /// @param count how many tokens each run has; the last may have fewer
    List<Features> split(int count) {
        List<Tensor> logs = log.split(-2, count);
        List<Tensor> factors = factor == null ? null : factor.split(-2, count);
        List<Features> runs = new ArrayList<>();
        for (int c = 0; c < logs.size(); c++) {
            runs.add(new Features(logs.get(c), factors == null ? null : factors.get(c)));
        }
        return runs;
    }

    /// {@return the same, without the keys that nobody sees}
    Features hiding(Visibility visibility) {
        if (visibility.keys() == null) {
            return this;
        }
        Tensor hidden = visibility.keys().not().unsqueeze(1).unsqueeze(-1);
        return new Features(log.maskedFill(hidden, Double.NEGATIVE_INFINITY), factor);
    }

    /// {@return exponentials of logarithms, times the factor}
    Tensor times(Tensor exponentials) {
        return factor == null ? exponentials : exponentials.multiply(factor);
    }
}
