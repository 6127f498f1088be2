package org.fourierlearner.nn;

import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.rpe.Bias;
import org.fourierlearner.rpe.Cosine;
import org.fourierlearner.rpe.GridTableBias;
import org.fourierlearner.rpe.Rotary;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.rpe.Shells;
import org.fourierlearner.rpe.SineSpe;
import org.fourierlearner.rpe.Stochastic;

/// About how many numbers the blocks of a model need at their peak, beside the weights.
///
/// @param config what the blocks have in common
/// @param attention of every block
/// @param dim of the positions: on a line pairs have few differences, in the plane all examples
///     have the same
record ActivationNumbers(TransformerBlock.Config config, AttentionConfig attention, int dim) {
    /// Logarithms, exponentials and products of queries and keys, where no kernel makes them as
    /// it goes.
    private static final long NUMBERS_PER_FEATURE = 8;

    /// Products of features and values with their transforms of twice the length, in double
    /// precision, with gradients; a grid on a line is twice as long.
    private static final long NUMBERS_PER_PRODUCT = 38;

    /// Factors, products of features and weights, with gradients.
    private static final long NUMBERS_PER_DIFFERENCE_OF_PAIR = 7;

    /// Weights, their logits and exponentials.
    private static final long NUMBERS_PER_PAIR = 3;

    /// Masks of pairs, products of features and both, in two orders, and their gradients.
    private static final long NUMBERS_PER_MASKED_PAIR = 8;

    /// Shells of pairs, and the waves that they are sums of, in double precision, with gradients.
    private static final long NUMBERS_PER_SHELL = 12;

    /// What an encoding makes of a difference in the plane or in space, in double precision, with
    /// gradients: eight bumps with their exponents, cosines and products.
    private static final long NUMBERS_PER_DIFFERENCE = 64;

    /// Angles in double precision, their sines and cosines, of queries or keys.
    private static final long NUMBERS_PER_ANGLE = 8;

    /// Processes as they are, picked or gated, and in the order of a product, of queries or keys.
    private static final long NUMBERS_PER_REALIZATION = 5;

    /// Norms, projections, heads and sums of a block, as measured by the peak of batches of
    /// several sizes.
    private static final long WIDTHS = 13;

    /// The same with what is kept for gradients, and the gradients.
    private static final long WIDTHS_WITH_GRADIENTS = 32;

    /// The tokens that linear attention treats at once.
    private static final int CHUNK = 128;

    /// Those whose pairs have a number for each channel.
    private static final int CHANNEL_CHUNK = 16;

    /// {@return the numbers of a batch}
    ///
    /// @param batch the number of sequences
    /// @param length of the sequences
    /// @param gradients whether there is a backward pass
    long ofBatch(int batch, int length, boolean gradients) {
        int projections = config.activation() == Activation.SWIGLU ? 4 : 2;
        long width = (gradients ? WIDTHS_WITH_GRADIENTS : WIDTHS) * config.modelDim()
                + (long) projections * config.mlpDim()
                + config.heads() * attentionNumbers(length);
        return config.layers() * ((long) batch * length * width + positionNumbers(batch, length))
                + (long) batch * length * length * shellNumbers();
    }

    /// For each pair, shared by layers.
    private long shellNumbers() {
        return attention instanceof AttentionConfig.Masked masked && masked.path() == AttentionConfig.Path.EXACT
                ? NUMBERS_PER_SHELL * masked.rpe().count()
                : 0;
    }

    /// What attention needs for each head of each token.
    private long attentionNumbers(int length) {
        return switch (attention) {
            case AttentionConfig.Exact _ -> NUMBERS_PER_PAIR * length;
            case AttentionConfig.Masked masked ->
                masked.path() == AttentionConfig.Path.EXACT
                        ? NUMBERS_PER_MASKED_PAIR * length * config.headDim()
                        : NUMBERS_PER_FEATURE * config.headDim() * config.headDim();
            case AttentionConfig.Retention _ -> NUMBERS_PER_PAIR * Math.min(length, CHUNK);
            case AttentionConfig.Gated _ -> NUMBERS_PER_PAIR * Math.min(length, CHANNEL_CHUNK) * config.headDim();
            case AttentionConfig.RandomFeature random ->
                NUMBERS_PER_FEATURE * random.features() + 2L * Math.min(length, CHUNK);
            case AttentionConfig.Linear linear
            when linear.rpe() instanceof Bias -> {
                long features = linear.featureCount(config.headDim());
                if (linear.path() == AttentionConfig.Path.EXACT) {
                    yield NUMBERS_PER_PAIR * length * features;
                }
                long rows = linear.rpe() instanceof GridTableBias ? 2 : 1;
                yield linear.takesProducts(length, config.headDim(), config.headDim())
                        ? NUMBERS_PER_DIFFERENCE_OF_PAIR * length
                        : rows * NUMBERS_PER_PRODUCT * features * (config.headDim() + 1);
            }
            case AttentionConfig.Linear linear -> {
                long features = linear.featureCount(config.headDim());
                // new queries and keys, and these in another order
                long encoded = linear.rpe() instanceof Stochastic stochastic ? 4L * stochastic.realizations() : 0;
                yield encoded
                        + switch (linear.path()) {
                            case EXACT -> NUMBERS_PER_PAIR * length * features;
                            case FUSED, COMPOSED ->
                                linear.isFused() ? 0 : NUMBERS_PER_FEATURE * features + 2L * Math.min(length, CHUNK);
                        };
            }
        };
    }

    /// What a layer holds of positions, once for all sequences: logits, angles or processes of
    /// queries and keys.
    private long positionNumbers(int batch, int length) {
        if (attention instanceof AttentionConfig.Exact exact && exact.rpe() instanceof Rpe.Fourier && dim > 1) {
            long differences = (long) (dim == 2 ? 1 : batch) * length * length;
            return NUMBERS_PER_DIFFERENCE * config.heads() * differences;
        }
        if (!(attention instanceof AttentionConfig.Linear linear)) {
            return 0;
        }
        long places = 2L * config.heads() * length;
        return switch (linear.rpe()) {
            case Rpe.Fourier _ -> places * linear.featureCount(config.headDim());
            case Stochastic stochastic -> {
                long angles = stochastic instanceof SineSpe sine ? NUMBERS_PER_ANGLE * sine.sines() : 0;
                yield places * config.headDim() * (angles + NUMBERS_PER_REALIZATION * stochastic.realizations());
            }
            // numbers for each place, but not for each head and width
            case Rpe.None _, Rotary _, Cosine _, Bias _, Shells _ -> 0;
        };
    }
}
