package org.fourierlearner.onnx;

import java.util.List;

/// An array in a graph, and the operators that make others of it. They broadcast as those of
/// [Tensor][org.fourierlearner.tensor.Tensor] do, and reductions keep their axis, with the extent 1.
///
/// @param graph where it is
/// @param name its name there
public record OnnxValue(OnnxGraph graph, String name) {

    private OnnxValue node(String operator, OnnxValue... others) {
        OnnxValue[] arguments = new OnnxValue[others.length + 1];
        arguments[0] = this;
        System.arraycopy(others, 0, arguments, 1, others.length);
        return graph.node(operator, List.of(), arguments);
    }

    /// {@return the sum}
    ///
    /// @param other the other summand
    public OnnxValue add(OnnxValue other) {
        return node("Add", other);
    }

    /// {@return the sum}
    ///
    /// @param value the other summand
    public OnnxValue add(double value) {
        return add(graph.scalar(value));
    }

    /// {@return the difference}
    ///
    /// @param other what is subtracted
    public OnnxValue subtract(OnnxValue other) {
        return node("Sub", other);
    }

    /// {@return the product, element by element}
    ///
    /// @param other the other factor
    public OnnxValue multiply(OnnxValue other) {
        return node("Mul", other);
    }

    /// {@return the product}
    ///
    /// @param value the other factor
    public OnnxValue multiply(double value) {
        return multiply(graph.scalar(value));
    }

    /// {@return the quotient, element by element}
    ///
    /// @param other the divisor
    public OnnxValue divide(OnnxValue other) {
        return node("Div", other);
    }

    /// {@return the products of matrices, the last two axes}
    ///
    /// @param other the right factor
    public OnnxValue matmul(OnnxValue other) {
        return node("MatMul", other);
    }

    /// {@return the exponentials}
    public OnnxValue exp() {
        return node("Exp");
    }

    /// {@return the natural logarithms}
    public OnnxValue log() {
        return node("Log");
    }

    /// {@return the square roots}
    public OnnxValue sqrt() {
        return node("Sqrt");
    }

    /// {@return the squares}
    public OnnxValue square() {
        return multiply(this);
    }

    /// {@return `x` for `x > 0`, else 0}
    public OnnxValue relu() {
        return node("Relu");
    }

    /// {@return `x·Φ(x)` with the normal distribution function, exactly}
    public OnnxValue gelu() {
        OnnxValue doubled = multiply(Math.sqrt(0.5)).node("Erf").add(1);
        return multiply(0.5).multiply(doubled);
    }

    /// {@return `x / (1 + e⁻ˣ)`}
    public OnnxValue silu() {
        return multiply(node("Sigmoid"));
    }

    /// {@return sums along an axis}
    ///
    /// @param axis counted from the end if negative
    public OnnxValue sum(int axis) {
        return node("ReduceSum", graph.integers(axis));
    }

    /// {@return means along an axis}
    ///
    /// @param axis counted from the end if negative
    public OnnxValue mean(int axis) {
        return node("ReduceMean", graph.integers(axis));
    }

    /// {@return the greatest along an axis}
    ///
    /// @param axis counted from the end if negative
    public OnnxValue max(int axis) {
        return node("ReduceMax", graph.integers(axis));
    }

    /// {@return exponentials over their sum along the last axis, safe from overflow}
    public OnnxValue softmax() {
        return graph.node("Softmax", List.of(OnnxAttribute.integer("axis", -1)), this);
    }

    /// {@return each row less its mean, over its standard deviation, times a weight, plus a bias}
    ///
    /// @param weight `[width]`
    /// @param bias `[width]`
    /// @param epsilon added to the variance
    public OnnxValue layerNorm(OnnxValue weight, OnnxValue bias, double epsilon) {
        return graph.node("LayerNormalization", List.of(OnnxAttribute.real("epsilon", epsilon)), this, weight, bias);
    }

    /// {@return each row over its root mean square, times a weight}
    ///
    /// @param weight `[width]`
    /// @param epsilon added to the mean square
    public OnnxValue rmsNorm(OnnxValue weight, double epsilon) {
        return divide(square().mean(-1).add(epsilon).sqrt()).multiply(weight);
    }

    /// {@return a convolution of an image, `[batch, out, rows, columns]`}
    ///
    /// @param kernel `[out, channels, height, width]`
    /// @param bias `[out]`
    /// @param step from one window to the next, along both sides
    /// @param margin of zeros around the image
    public OnnxValue convolution(OnnxValue kernel, OnnxValue bias, int step, int margin) {
        return graph.node(
                "Conv",
                List.of(
                        OnnxAttribute.integers("strides", step, step),
                        OnnxAttribute.integers("pads", margin, margin, margin, margin)),
                this,
                kernel,
                bias);
    }

    /// {@return the same numbers in another shape}
    ///
    /// @param extents one may be -1, for what is left; 0 stands for the extent of this axis here
    public OnnxValue reshape(int... extents) {
        return node("Reshape", graph.integers(extents));
    }

    /// {@return the axes in another order}
    ///
    /// @param axes of each axis of the result, which it is here
    public OnnxValue permute(int... axes) {
        return graph.node("Transpose", List.of(OnnxAttribute.integers("perm", axes)), this);
    }

    /// {@return with a further axis of extent 1}
    ///
    /// @param axis where it is in the result, counted from the end if negative
    public OnnxValue unsqueeze(int axis) {
        return node("Unsqueeze", graph.integers(axis));
    }

    /// {@return equal parts of the last axis}
    ///
    /// @param count how many, a divisor of the extent
    public List<OnnxValue> split(int count) {
        List<OnnxAttribute> attributes =
                List.of(OnnxAttribute.integer("axis", -1), OnnxAttribute.integer("num_outputs", count));
        return graph.node("Split", count, attributes, this);
    }
}
