package org.fourierlearner.onnx;

/// Tokens as they come.
record TokenStem(int length, int modelDim) implements Stem {

    @Override
    public OnnxValue tokens(OnnxGraph graph) {
        return graph.input("tokens", length, modelDim);
    }
}
