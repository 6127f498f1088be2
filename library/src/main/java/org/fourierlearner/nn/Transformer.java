package org.fourierlearner.nn;

import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.attention.Attention;
import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.attention.AttentionState;
import org.fourierlearner.attention.Visibility;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The blocks of a model, one after another, and a normalization after them.
public final class Transformer {
    private final TransformerBlock.Config config;
    private final AttentionConfig attention;
    private final int dim;
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
        dim = range.dim();
        for (int layer = 0; layer < config.layers(); layer++) {
            Attention heads = attention.create(config.heads(), config.headDim(), range, random);
            var block = new TransformerBlock(config, layer, heads, random);
            parameters.include("blocks.%d".formatted(layer), block.parameters());
            blocks.add(block);
        }
        finalNorm = new Normalization(config.norm(), config.modelDim());
        parameters.include("final_norm", finalNorm.parameters());
    }

    /// {@return what the blocks have in common}
    public TransformerBlock.Config config() {
        return config;
    }

    /// {@return the attention of every block}
    public AttentionConfig attention() {
        return attention;
    }

    /// {@return the normalized activations after the last block, `[batch, length, modelDim]`}
    ///
    /// @param input `[batch, length, modelDim]`
    /// @param at where the tokens are
    /// @param visibility which tokens see each other
    /// @param dropout the source of dropped activations, of the input too, and of dropped parts
    ///     of blocks; null outside training, and in training if nothing is to be dropped
    public Tensor apply(Tensor input, Coordinates at, Visibility visibility, @Nullable Randomness dropout) {
        Tensor activations = dropout == null ? input : dropout.dropout(input, config.dropout());
        Coordinates places = at.forOnePass();
        for (TransformerBlock block : blocks) {
            activations = block.apply(activations, places, visibility, dropout);
        }
        return finalNorm.apply(activations);
    }

    /// {@return what remains of no tokens, for each layer: the states to begin a causal stream
    /// with}
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
        Coordinates places = at.forOnePass();
        List<MultiHeadAttention.Projections> projections = new ArrayList<>();
        for (TransformerBlock block : blocks) {
            projections.add(block.project(activations));
            activations = block.apply(activations, places, visibility, null);
        }
        return projections;
    }

    /// {@return about how many numbers a batch needs at its peak, beside the weights}
    ///
    /// @param batch the number of sequences
    /// @param length of the sequences
    /// @param gradients whether there is a backward pass
    public long activations(int batch, int length, boolean gradients) {
        return new ActivationNumbers(config, attention, dim).ofBatch(batch, length, gradients);
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
