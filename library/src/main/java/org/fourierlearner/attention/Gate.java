package org.fourierlearner.attention;

import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// By what factor each token fades the tokens before it.
sealed interface Gate {

    /// {@return what is learned}
    Parameters parameters();

    /// {@return the logarithms of the factors, 0 at padding, `[batch or 1, heads, length, headDim or 1]`}
    ///
    /// @param key `[batch, heads, length, headDim]`
    /// @param at where the tokens are
    /// @param tokens `[batch, length]`, true where there is a token; null if everywhere
    /// @param last where the token before the first is, `[batch, 1, 1]`; null if there is none
    Tensor logarithms(Tensor key, Coordinates at, @Nullable Tensor tokens, @Nullable Tensor last);

    /// `Gₜ = γₕ^(rₜ − rₜ₋₁)`, `γₕ = 1 − 2^(−5−h)` for `h = 0, 1, …`; padding has the time of the token
    /// before.
    ///
    /// @param parameters with `decay` `−log γ`, `[heads, 1, 1]`
    record Fixed(Parameters parameters) implements Gate {

        /// The first head forgets a share of 2⁻⁵ with each token.
        private static final int FASTEST = 5;

        /// Less than rounding does is nothing.
        private static final int SLOWEST = 24;

        Fixed(int heads) {
            this(new Parameters());
            double[] decays = new double[heads];
            for (int h = 0; h < heads; h++) {
                decays[h] = -Math.log1p(-Math.pow(2, -Math.min(FASTEST + h, SLOWEST)));
            }
            parameters.constant("decay", Tensor.of(decays, heads, 1, 1).to(ElementType.FLOAT32));
        }

        @Override
        public Tensor logarithms(Tensor key, Coordinates at, @Nullable Tensor tokens, @Nullable Tensor last) {
            Tensor steps = TokenTimes.of(at, tokens).steps(last);
            Tensor logarithms =
                    steps.unsqueeze(-3).multiply(parameters.get("decay").negate());
            return logarithms.shape().rank() == 3 ? logarithms.unsqueeze(0) : logarithms;
        }
    }

    /// `Gₜ = σ(kₜW + b)^(1/temperature)`, one factor for each channel, or for all.
    ///
    /// @param parameters with `weight` `W`, `[heads, headDim, channels]`, and `bias` `b`, `[heads, 1,
    ///     channels]`
    /// @param temperature the higher, the longer it remembers
    record OfKeys(Parameters parameters, double temperature) implements Gate {

        /// @param channels as many as the width of what fades, or 1
        OfKeys(int heads, int headDim, int channels, double temperature, Randomness random) {
            this(new Parameters(), temperature);
            parameters.weight(
                    "gate.weight", random.normal(heads, headDim, channels).multiply(1 / Math.sqrt(headDim)));
            parameters.weight("gate.bias", Tensor.zeros(heads, 1, channels));
        }

        /// {@return `kW + b`, `[batch, heads, length, channels]`}
        Tensor logits(Tensor key) {
            return key.matmul(parameters.get("gate.weight")).add(parameters.get("gate.bias"));
        }

        @Override
        public Tensor logarithms(Tensor key, Coordinates at, @Nullable Tensor tokens, @Nullable Tensor last) {
            return logarithms(logits(key), tokens);
        }

        /// {@return the logarithms of the factors, 0 at padding}
        ///
        /// @param logits what [#logits] gave
        /// @param tokens `[batch, length]`, true where there is a token; null if everywhere
        Tensor logarithms(Tensor logits, @Nullable Tensor tokens) {
            Tensor logarithms = logits.negate().softplus().multiply(-1 / temperature);
            return tokens == null
                    ? logarithms
                    : logarithms.maskedFill(tokens.not().unsqueeze(1).unsqueeze(-1), 0);
        }
    }
}
