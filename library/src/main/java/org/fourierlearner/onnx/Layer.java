package org.fourierlearner.onnx;

import org.fourierlearner.nn.Normalization;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Tensor;

/// A layer that goes into a graph, known by the names of its weights.
///
/// @param graph where to
/// @param path where it is in the model, with a dot at the end, or empty
/// @param parameters what it has learned, by the names that it has there
/// @param prefix before all names, for layers within it
record Layer(OnnxGraph graph, String path, Parameters parameters, String prefix) {

    /// A whole part of the model.
    Layer(OnnxGraph graph, String path, Parameters parameters) {
        this(graph, path, parameters, "");
    }

    Layer inner(String name) {
        return new Layer(graph, path, parameters, prefix + name + ".");
    }

    boolean has(String name) {
        return parameters.all().containsKey(prefix + name);
    }

    Tensor get(String name) {
        return parameters.get(prefix + name);
    }

    /// An initializer that is named for its place in the layer.
    OnnxValue constant(String name, Tensor value) {
        return graph.initializer(path + prefix + name, value);
    }

    OnnxValue weight(String name) {
        return constant(name, get(name));
    }

    /// What a `Linear` does.
    OnnxValue linear(OnnxValue input) {
        OnnxValue product = input.matmul(constant("weight", get("weight").transpose(0, 1)));
        return has("bias") ? product.add(weight("bias")) : product;
    }

    /// What a `Normalization` does; one without a bias is by the root mean square.
    OnnxValue normalize(OnnxValue input) {
        double epsilon = Normalization.LEAST_VARIANCE;
        return has("bias")
                ? input.layerNorm(weight("weight"), weight("bias"), epsilon)
                : input.rmsNorm(weight("weight"), epsilon);
    }
}
