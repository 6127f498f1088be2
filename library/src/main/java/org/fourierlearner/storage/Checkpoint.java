package org.fourierlearner.storage;

import java.nio.file.Path;

/// A saved state of a training run.
///
/// @param step the number of optimizer steps done
/// @param score the lower the better, such as the validation loss; NaN counts as worst
/// @param folder where its files are
public record Checkpoint(long step, double score, Path folder) {}
