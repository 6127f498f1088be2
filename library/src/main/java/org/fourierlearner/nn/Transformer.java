package org.fourierlearner.nn;

import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.attention.Attention;
import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.attention.AttentionState;
import org.fourierlearner.attention.Visibility;
import org.fourierlearner.rpe.Bias;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.rpe.SineSpe;
import org.fourierlearner.rpe.Stochastic;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The blocks of a model, one after another, and a normalization after them.
public final class Transformer {
    /// Logarithms, exponentials and products of queries and keys, where no kernel makes them as it goes.
    private static final long NUMBERS_PER_FEATURE = 8;

    /// Products of features and values with their transforms of twice the length, in double precision.
    private static final long NUMBERS_PER_PRODUCT = 12;

    /// Weights, their logits and exponentials.
    private static final long NUMBERS_PER_PAIR = 3;

    /// Angles in double precision, their sines and cosines, of queries or keys.
    private static final long NUMBERS_PER_ANGLE = 8;

    /// Processes as they are, picked or gated, and in the order of a product, of queries or keys.
    private static final long NUMBERS_PER_REALIZATION = 5;

    /// Norms, projections, heads and sums of a block, as measured by the peak of batches of several sizes.
    private static final long WIDTHS = 13;

    /// The same with what is kept for gradients, and the gradients.
    private static final long WIDTHS_WITH_GRADIENTS = 32;

    /// The tokens that linear attention treats at once.
    private static final int CHUNK = 128;

    /// Those whose pairs have a number for each channel.
    private static final int CHANNEL_CHUNK = 16;

    private final TransformerBlock.Config config;
    private final AttentionConfig attention;
    private final Parameters parameters = new Parameters();
    private final List<TransformerBlock> blocks = new ArrayList<>();
    private final Normalization finalNorm;

    /// Draws first weights.
    ///
    /// @param config what the blocks have in common
    /// @param attention the attention of every block
    /// @param range the positions to expect
    /// @param random the source of the draws
    /// @throws IllegalArgumentException if the parts of the configuration do not fit each other
    public Transformer(
            TransformerBlock.Config config, AttentionConfig attention, CoordinateRange range, Randomness random) {
        this.config = config;
        this.attention = attention;
        for (int layer = 0; layer < config.layers(); layer++) {
            Attention heads = attention.create(config.heads(), config.headDim(), range, random);
            var block = new TransformerBlock(config, heads, random);
            parameters.include("blocks.%d".formatted(layer), block.parameters());
            blocks.add(block);
        }
        finalNorm = new Normalization(config.norm(), config.modelDim());
        parameters.include("final_norm", finalNorm.parameters());
    }

    /// {@return the normalized activations after the last block, `[batch, length, modelDim]`}
    ///
    /// @param input `[batch, length, modelDim]`
    /// @param at where the tokens are
    /// @param visibility which tokens see each other
    /// @param dropout the source of dropped activations, of the input too; null outside training
    public Tensor apply(Tensor input, Coordinates at, Visibility visibility, @Nullable Randomness dropout) {
        Tensor activations = dropout == null ? input : dropout.dropout(input, config.dropout());
        for (TransformerBlock block : blocks) {
            activations = block.apply(activations, at, visibility, dropout);
        }
        return finalNorm.apply(activations);
    }

    /// {@return what remains of no tokens, for each layer: the states to begin a causal stream with}
    public List<AttentionState> begin() {
        return attentions().stream().map(Attention::begin).toList();
    }

    /// Continues a causal stream.
    ///
    /// @param states what remains of the tokens before, for each layer
    /// @param input the next tokens, `[batch, length, modelDim]`
    /// @param at where they are
    /// @return the normalized activations after the last block, `[batch, length, modelDim]`
    public Tensor resume(List<AttentionState> states, Tensor input, Coordinates at) {
        Tensor activations = input;
        for (int layer = 0; layer < blocks.size(); layer++) {
            activations = blocks.get(layer).resume(states.get(layer), activations, at);
        }
        return finalNorm.apply(activations);
    }

    /// {@return the queries, keys and values of each layer, for inspection}
    ///
    /// @param input `[batch, length, modelDim]`
    /// @param at where the tokens are
    /// @param visibility which tokens see each other
    public List<MultiHeadAttention.Projections> projections(Tensor input, Coordinates at, Visibility visibility) {
        Tensor activations = input;
        List<MultiHeadAttention.Projections> projections = new ArrayList<>();
        for (TransformerBlock block : blocks) {
            projections.add(block.project(activations));
            activations = block.apply(activations, at, visibility, null);
        }
        return projections;
    }

    /// {@return about how many numbers a batch needs at its peak, beside the weights}
    ///
    /// @param batch the number of sequences
    /// @param length of the sequences
    /// @param gradients whether there is a backward pass
    public long activations(int batch, int length, boolean gradients) {
        int projections = config.activation() == Activation.SWIGLU ? 4 : 2;
        long width = (gradients ? WIDTHS_WITH_GRADIENTS : WIDTHS) * config.modelDim()
                + (long) projections * config.mlpDim()
                + config.heads() * attentionNumbers(length);
        return config.layers() * ((long) batch * length * width + positionNumbers(length));
    }

    /// What attention needs for each head of each token.
    private long attentionNumbers(int length) {
        return switch (attention) {
            case AttentionConfig.Exact _ -> NUMBERS_PER_PAIR * length;
            case AttentionConfig.Retention _ -> NUMBERS_PER_PAIR * Math.min(length, CHUNK);
            case AttentionConfig.Gated _ -> NUMBERS_PER_PAIR * Math.min(length, CHANNEL_CHUNK) * config.headDim();
            case AttentionConfig.RandomFeature random ->
                NUMBERS_PER_FEATURE * random.features() + 2L * Math.min(length, CHUNK);
            case AttentionConfig.Linear linear
            when linear.rpe() instanceof Bias ->
                NUMBERS_PER_PRODUCT * linear.featureCount(config.headDim()) * (config.headDim() + 1);
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

    /// What a layer holds of positions, once for all sequences: logits, angles or processes of queries and keys.
    private long positionNumbers(int length) {
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
            default -> 0;
        };
    }

    /// {@return the attention of each layer}
    public List<Attention> attentions() {
        return blocks.stream().map(TransformerBlock::attention).toList();
    }

    /// {@return the weights: `blocks.0.…`, `final_norm.…`}
    public Parameters parameters() {
        return parameters;
    }
}
