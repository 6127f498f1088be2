package org.fourierlearner.kernels;

/// The logarithms of the features of one head's queries or keys, tile by tile, and gradients through them.
///
/// Tokens are rows and features columns everywhere.
sealed interface LogFeatures permits PositiveLogFeatures, DeterministicLogFeatures {

    /// Turns to a head.
    void select(int head);

    /// Sets `log`, `[tokens, features]`, to the logarithms without `−s²|x|²/2`, or adds them.
    ///
    /// @param x the tokens, `[tokens, headDim]`
    /// @param count how many there are
    /// @param fresh whether what `log` holds is forgotten
    void logarithms(Matrix x, int count, Matrix log, boolean fresh);

    /// {@return what a squared norm of a key is multiplied by and subtracted}
    float halfSquare();

    /// Gradients of tokens from those of the logarithms.
    ///
    /// @param gradient `[tokens, features]`
    /// @param x the tokens, `[tokens, headDim]`
    /// @param count how many there are
    /// @return `[tokens, headDim]`, without the part of squared norms; overwritten by the next call
    Matrix toTokens(Matrix gradient, Matrix x, int count);

    static LogFeatures of(FeatureKind kind, Arithmetic arithmetic, int headDim, int tile) {
        return switch (kind) {
            case FeatureKind.Positive(Operand projection) -> new PositiveLogFeatures(projection, arithmetic, tile);
            case FeatureKind.Relu _, FeatureKind.Elu _ -> new DeterministicLogFeatures(kind, arithmetic, headDim, tile);
        };
    }
}
