package org.fourierlearner.app.bench;

/// A time.
///
/// @param contender what was measured
/// @param form in which form
/// @param length the number of tokens
/// @param seconds the median
/// @param runs of how many
/// @param productThreads how many threads shared a matrix product of the engine
record Timing(Contender contender, Form form, int length, double seconds, int runs, int productThreads) {}
