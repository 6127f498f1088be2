package org.fourierlearner.kernels;

import org.jspecify.annotations.Nullable;

/// The logarithms of the features of one head's queries or keys, tile by tile, and gradients through them.
///
/// Features are rows and tokens columns everywhere: so all products take their operands as they lie.
sealed interface LogFeatures permits PositiveLogFeatures, DeterministicLogFeatures {

    /// Turns to a head.
    void select(int head);

    /// Adds to `log`, `[features, tokens]`, the logarithms without `−s²|x|²/2`.
    ///
    /// @param x the tokens as columns, `[headDim, tokens]`
    void addTo(Matrix log, Matrix x);

    /// {@return what a squared norm of a key is multiplied by and subtracted}
    float halfSquare();

    /// Gradients of tokens from those of the logarithms.
    ///
    /// @param gradient `[features, tokens]`; may be overwritten
    /// @param x the tokens, `[headDim, tokens]`
    /// @return `[tokens, headDim]`, without the part of squared norms
    Matrix toTokens(Matrix gradient, Matrix x);

    /// Adds the gradient of the projection; does nothing if there is none.
    ///
    /// @param gradient of the logarithms, `[features, tokens]`
    /// @param tokens `[tokens, headDim]`
    /// @param count the number of tokens
    void addToProjection(Matrix gradient, Matrix tokens, int count);

    /// Adds what was collected for this head to the gradient of the projection.
    void storeProjection(@Nullable Operand gradient);

    static LogFeatures of(FeatureKind kind, Arithmetic arithmetic, int headDim, int tile) {
        return switch (kind) {
            case FeatureKind.Positive(Operand projection) -> new PositiveLogFeatures(projection, arithmetic, tile);
            case FeatureKind.Relu _, FeatureKind.Elu _ -> new DeterministicLogFeatures(kind, arithmetic, headDim, tile);
        };
    }
}
