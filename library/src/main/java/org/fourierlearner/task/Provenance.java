package org.fourierlearner.task;

/// Where a model comes from: enough to make it again.
///
/// @param name of the run
/// @param version of FourierLearner, with the commit
/// @param seed of the run
/// @param step the number of steps done
/// @param score of the evaluation at this step; NaN if there was none
/// @param dataSha256 the hash of the training data
/// @param config the run's configuration
public record Provenance(
        String name, String version, long seed, long step, double score, String dataSha256, String config) {}
