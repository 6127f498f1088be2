package org.fourierlearner.app.bench;

/// Memory of forward and backward together.
///
/// @param contender what was measured
/// @param form in which form
/// @param length the number of tokens
/// @param bytes the peak beyond inputs, outputs and gradients
record Memory(Contender contender, Form form, int length, long bytes) {
    double mebibytes() {
        return (double) bytes / (1 << 20);
    }
}
