package org.fourierlearner.problem;

import java.io.IOException;
import java.nio.file.Path;

/// What a small learning problem is about.
///
/// To add a family: write one record, and add it to `permits`.
public sealed interface ProblemFamily
        permits Quadratics, LogisticRegressions, SyntheticMlps, ImageMlps, ImageConvolutions, LanguageModels {

    /// {@return the family with its data, to be closed; may be shared between threads}
    ///
    /// @param cache where prepared data is kept
    /// @throws IOException if data cannot be read
    Problems open(Path cache) throws IOException;
}
