package org.fourierlearner.app.bench;

/// What a token of a stream costs, on average over some.
///
/// @param contender what was measured
/// @param first the place in the text of the first token
/// @param end the place after the last
/// @param microseconds for each
/// @param heapBytes that were allocated on the Java heap for each
record DecodeTime(Contender contender, int first, int end, double microseconds, double heapBytes) {}
