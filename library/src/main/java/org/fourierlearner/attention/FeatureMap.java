package org.fourierlearner.attention;

/// A map `Φ` whose inner products `Φ(x)·Φ(y)` stand for a kernel of queries and keys.
///
/// To add a map: write one record, add it to the `permits` of [RandomFeatureMap] or
/// [DeterministicFeatureMap], and give it a row in `FeatureMapTest`.
public sealed interface FeatureMap permits RandomFeatureMap, DeterministicFeatureMap {}
