package org.fourierlearner.onnx;

/// How the input of a classifier becomes tokens.
public interface Stem {

    /// {@return the number of tokens of an example}
    int length();

    /// {@return the width of tokens}
    int modelDim();

    /// Adds inputs to a graph, and what makes tokens of them.
    ///
    /// @param graph without inputs
    /// @return the tokens, `[batch, length, modelDim]`
    OnnxValue tokens(OnnxGraph graph);
}
