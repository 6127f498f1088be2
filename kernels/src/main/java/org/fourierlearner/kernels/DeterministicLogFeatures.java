package org.fourierlearner.kernels;

/// `log Φ(x)`, coordinate by coordinate.
final class DeterministicLogFeatures implements LogFeatures {
    private final FeatureKind kind;
    private final int headDim;
    private final Matrix tokens;

    DeterministicLogFeatures(FeatureKind kind, Arithmetic arithmetic, int headDim, int tile) {
        this.kind = kind;
        this.headDim = headDim;
        tokens = new Matrix(arithmetic, tile, headDim);
    }

    @Override
    public void select(int head) {}

    @Override
    public void logarithms(Matrix x, int count, Matrix log, boolean fresh) {
        for (int row = 0; row < count; row++) {
            for (int column = 0; column < headDim; column++) {
                int at = x.index(row, column);
                log.data[at] = (fresh ? 0 : log.data[at]) + log(kind, x.data[at]);
            }
            // what another token left behind the columns may be NaN
            for (int column = headDim; column < log.columns; column++) {
                log.data[log.index(row, column)] = 0;
            }
        }
    }

    static float log(FeatureKind kind, float x) {
        return switch (kind) {
            case FeatureKind.Relu(float offset) -> (float) Math.log(Math.max(x, 0) + offset);
            // off by 2⁻⁵² of the feature at most, and unlike log1p compiled to instructions of its own
            case FeatureKind.Elu() -> x < 0 ? x : (float) Math.log(1.0 + x);
            case FeatureKind.Positive _ -> throw new IllegalStateException("a projection is needed");
        };
    }

    private float derivative(float x) {
        return switch (kind) {
            case FeatureKind.Relu(float offset) -> x > 0 ? 1 / (x + offset) : 0;
            case FeatureKind.Elu() -> x < 0 ? 1 : 1 / (1 + x);
            case FeatureKind.Positive _ -> throw new IllegalStateException("a projection is needed");
        };
    }

    @Override
    public float halfSquare() {
        return 0;
    }

    @Override
    public Matrix toTokens(Matrix gradient, Matrix x, int count) {
        for (int row = 0; row < count; row++) {
            for (int column = 0; column < headDim; column++) {
                int at = x.index(row, column);
                tokens.data[at] = gradient.data[at] * derivative(x.data[at]);
            }
        }
        return tokens;
    }
}
