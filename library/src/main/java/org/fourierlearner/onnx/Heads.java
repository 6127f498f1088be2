package org.fourierlearner.onnx;

/// How the width of tokens is shared out to the heads of attention.
///
/// @param count the number of heads
/// @param headDim the width of each
record Heads(int count, int headDim) {

    /// From `[batch, length, modelDim]` to `[batch, heads, length, headDim]`.
    OnnxValue split(OnnxValue tokens) {
        return tokens.reshape(0, 0, count, headDim).permute(0, 2, 1, 3);
    }

    /// From `[batch, heads, length, headDim]` to `[batch, length, modelDim]`.
    OnnxValue join(OnnxValue heads) {
        return heads.permute(0, 2, 1, 3).reshape(0, 0, count * headDim);
    }

    /// All products of a query and a key, `[batch, heads, queryLength, keyLength]`.
    static OnnxValue products(OnnxValue query, OnnxValue key) {
        return query.matmul(key.permute(0, 1, 3, 2));
    }
}
