package org.fourierlearner.task;

import org.jspecify.annotations.Nullable;

/// What a model says of a molecule.
///
/// @param targets in eV, in the order of the model's
/// @param forces in eV/Å, three numbers for each atom; null if they were not asked for
@SuppressWarnings("ArrayRecordComponent") // never compared
public record MoleculePrediction(double[] targets, double @Nullable [] forces) {}
