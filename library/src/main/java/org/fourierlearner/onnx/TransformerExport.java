package org.fourierlearner.onnx;

import java.util.List;
import org.fourierlearner.attention.Attention;
import org.fourierlearner.nn.Activation;
import org.fourierlearner.nn.Transformer;
import org.fourierlearner.nn.TransformerBlock;
import org.fourierlearner.rpe.Coordinates;

/// The blocks of a model in a graph.
///
/// @param transformer the blocks
/// @param at where the tokens are
record TransformerExport(Transformer transformer, Coordinates at) {

    /// {@return the normalized activations after the last block, `[batch, length, modelDim]`}
    ///
    /// @param tokens `[batch, length, modelDim]`
    OnnxValue apply(OnnxValue tokens) {
        Layer all = new Layer(tokens.graph(), "", transformer.parameters());
        OnnxValue activations = tokens;
        List<Attention> attentions = transformer.attentions();
        for (int layer = 0; layer < attentions.size(); layer++) {
            Layer block = all.inner("blocks.%d".formatted(layer));
            activations = block(block, attentions.get(layer), activations);
        }
        return all.inner("final_norm").normalize(activations);
    }

    private OnnxValue block(Layer block, Attention attention, OnnxValue input) {
        OnnxValue attended = heads(
                block.inner("attention"),
                attention,
                block.inner("attention_norm").normalize(input));
        OnnxValue middle = input.add(attended);
        return middle.add(mlp(block.inner("mlp"), block.inner("mlp_norm").normalize(middle)));
    }

    private OnnxValue heads(Layer layer, Attention attention, OnnxValue input) {
        TransformerBlock.Config config = transformer.config();
        var heads = new Heads(config.heads(), config.headDim());
        List<OnnxValue> parts = layer.inner("in").linear(input).split(3);
        var export = new AttentionExport(layer.inner("attention"), attention, config.headDim(), at);
        OnnxValue outputs = export.attend(
                transformer.attention(),
                heads.split(parts.get(0)),
                heads.split(parts.get(1)),
                heads.split(parts.get(2)));
        return layer.inner("out").linear(heads.join(outputs));
    }

    private OnnxValue mlp(Layer layer, OnnxValue input) {
        OnnxValue inner = layer.inner("in").linear(input);
        return layer.inner("out").linear(activated(transformer.config().activation(), inner));
    }

    private static OnnxValue activated(Activation activation, OnnxValue inner) {
        return switch (activation) {
            case GELU -> inner.gelu();
            case SWIGLU -> {
                List<OnnxValue> halves = inner.split(2);
                yield halves.get(0).silu().multiply(halves.get(1));
            }
        };
    }
}
