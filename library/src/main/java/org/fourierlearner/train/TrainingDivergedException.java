package org.fourierlearner.train;

/// Thrown when a loss, gradient, weight or score is not a finite number. The last checkpoint is good.
public final class TrainingDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Says where and what to do.
    ///
    /// @param step the number of steps done before
    /// @param what what was not finite
    /// @param value its value
    /// @param lastCheckpoint the folder of the last good checkpoint, or that there is none
    TrainingDivergedException(long step, String what, double value, String lastCheckpoint) {
        super(
                "step %d: expected a finite %s, got %s; last good checkpoint: %s; lower the learning rate or check the data"
                        .formatted(step, what, value, lastCheckpoint));
    }
}
