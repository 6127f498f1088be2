package org.fourierlearner.optimizer;

import java.util.Locale;
import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.attention.Directions;
import org.fourierlearner.attention.PositiveFeatureMap;
import org.fourierlearner.rpe.Decay;
import org.fourierlearner.rpe.DecayStart;
import org.fourierlearner.rpe.GaussianMixtureSpectrum;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.rpe.SelfWeight;
import org.fourierlearner.tensor.Randomness;

/// How a learned optimizer remembers the gradients of a coordinate.
public sealed interface TimeMemory {

    /// {@return the numbers that are remembered of a coordinate}
    int slots();

    /// {@return the numbers that are told of a coordinate}
    int width();

    /// {@return the memory, with first weights}
    ///
    /// @param inputs the numbers that it sees at each step
    /// @param horizon the steps to expect
    /// @param random the source of the draws
    Remembering create(int inputs, int horizon, Randomness random);

    /// Causal linear attention over all steps so far, each weighed by its content and by the encoding.
    ///
    /// @param heads how many averages of the past there are
    /// @param headDim the width of queries and keys
    /// @param features the positive random features of a head, trained; with one, a query cancels, and
    ///     what a spectrum weighs a step by is when it was, not how long ago; a decay weighs as it says
    /// @param rpe the encoding of time
    /// @param time what time it is at a step; of no effect without an encoding
    record Attention(int heads, int headDim, int features, Rpe rpe, TimeScale time) implements TimeMemory {

        /// Checks the sizes.
        ///
        /// @throws IllegalArgumentException if one is not positive, or the encoding is neither
        ///     none nor a Fourier transform without gate and learned weights of tokens to
        ///     themselves
        public Attention {
            Counts.requirePositive("heads", heads);
            Counts.requirePositive("headDim", headDim);
            Counts.requirePositive("features", features);
            String given = switch (rpe) {
                case Rpe.None _ -> "";
                case Rpe.Fourier f
                when f.decay() == Decay.GATED || f.selfWeight() == SelfWeight.LEARNED ->
                    "decay %s and selfWeight %s".formatted(f.decay(), f.selfWeight());
                case Rpe.Fourier _ -> "";
                default -> rpe.getClass().getSimpleName();
            };
            if (!given.isEmpty()) {
                throw new IllegalArgumentException(
                        "rpe: expected none, or fourier with decay none or steady and selfWeight encoded, got "
                                + given.toLowerCase(Locale.ROOT));
            }
        }

        /// {@return three heads that begin as means of about the last fifth of the steps, the last half and
        ///     nearly all}
        public static Attention defaults() {
            Rpe.Fourier rpe = Rpe.Fourier.defaults()
                    .withSpectrum(new GaussianMixtureSpectrum(4, 0.01))
                    .withDecay(Decay.STEADY)
                    .withDecayStart(DecayStart.SPREAD);
            return new Attention(3, 1, 1, rpe, TimeScale.LOGARITHM);
        }

        @Override
        public int slots() {
            return 2 * heads * features;
        }

        @Override
        public int width() {
            return heads;
        }

        AttentionConfig.Linear config() {
            return new AttentionConfig.Linear(
                    new PositiveFeatureMap(features, Directions.ORTHOGONAL, true),
                    rpe,
                    new AttentionConfig.Form.Additive(),
                    AttentionConfig.Path.COMPOSED);
        }

        @Override
        public AttentionMemory create(int inputs, int horizon, Randomness random) {
            return new AttentionMemory(this, inputs, horizon, random);
        }
    }

    /// A recurrent network, to compare with.
    ///
    /// Source: Hochreiter & Schmidhuber 1997, "Long Short-Term Memory", Neural Computation 9(8);
    /// as the memory of an optimizer: Andrychowicz et al. 2016, "Learning to learn by gradient
    /// descent by gradient descent" (arXiv:1606.04474).
    ///
    /// @param cells how many; each remembers two numbers
    record Lstm(int cells) implements TimeMemory {

        /// Checks the number of cells.
        ///
        /// @throws IllegalArgumentException if it is not positive
        public Lstm {
            Counts.requirePositive("cells", cells);
        }

        /// {@return as many numbers as attention's default}
        public static Lstm defaults() {
            return new Lstm(3);
        }

        @Override
        public int slots() {
            return 2 * cells;
        }

        @Override
        public int width() {
            return cells;
        }

        @Override
        public LstmMemory create(int inputs, int horizon, Randomness random) {
            return new LstmMemory(this, inputs, random);
        }
    }
}
