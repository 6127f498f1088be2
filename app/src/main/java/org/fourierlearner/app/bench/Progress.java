package org.fourierlearner.app.bench;

/// Told what is being measured, between measurements.
@FunctionalInterface
public interface Progress {

    /// Says what comes next.
    ///
    /// @param subject what is measured now
    /// @param contender whose turn it is; may be empty
    void show(String subject, String contender);
}
