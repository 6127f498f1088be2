package org.fourierlearner.onnx;

import java.util.List;
import org.fourierlearner.nn.ClassificationHead;
import org.fourierlearner.tensor.Tensor;

/// The head of a classifier in a graph.
///
/// @param head the head
record HeadExport(ClassificationHead head) {

    /// {@return the logits of the classes, `[batch, classes]`}
    ///
    /// @param tokens normalized, `[batch, length, modelDim]`
    OnnxValue logits(OnnxValue tokens) {
        Layer layer = new Layer(tokens.graph(), "head.", head.parameters());
        Layer classToken = layer.inner("class_token");
        OnnxValue pooled = classToken.has("token") ? seen(classToken, tokens) : tokens.mean(1);
        return layer.inner("out").linear(pooled.reshape(0, -1).multiply(head.scale()));
    }

    /// {@return the number of classes}
    int classes() {
        return head.parameters().get("out.weight").extent(0);
    }

    private OnnxValue seen(Layer layer, OnnxValue tokens) {
        Tensor token = layer.get("token");
        var heads = new Heads(head.heads(), token.extent(0) / head.heads());
        Tensor query = token.linear(layer.get("query.weight"), null)
                .reshape(1, heads.count(), 1, heads.headDim())
                .multiply(1 / Math.sqrt(heads.headDim()));
        List<OnnxValue> parts = layer.inner("key_and_value").linear(tokens).split(2);
        OnnxValue weights = Heads.products(layer.constant("query", query), heads.split(parts.get(0)))
                .softmax();
        OnnxValue attended = heads.join(weights.matmul(heads.split(parts.get(1))));
        return layer.inner("norm").normalize(layer.inner("out").linear(attended));
    }
}
