package org.fourierlearner.train;

import java.util.Optional;
import org.fourierlearner.storage.Checkpoint;
import org.fourierlearner.task.Evaluation;
import org.fourierlearner.task.Task;

/// Hears how a training goes on.
public interface TrainingListener {

    /// One step.
    ///
    /// @param step the number of steps done
    /// @param steps of the whole training
    /// @param loss the mean loss of the batch
    /// @param learningRate of the step
    /// @param gradientNorm before clipping
    /// @param tokensPerSecond since training began or went on
    record Step(long step, long steps, double loss, double learningRate, double gradientNorm, double tokensPerSecond) {}

    /// Called once, before the first step.
    ///
    /// @param task what is trained
    /// @param partsAtOnce how many parts of a batch are in memory at the same time
    /// @param step the number of steps done before, more than 0 if a run goes on
    void begins(Task task, int partsAtOnce, long step);

    /// Called after each step.
    ///
    /// @param step what happened
    void stepped(Step step);

    /// Called after each evaluation, when the model has been saved.
    ///
    /// @param step the number of steps done
    /// @param evaluation how good the model is
    /// @param checkpoint where it was saved
    /// @param sample something that the model made
    void evaluated(long step, Evaluation evaluation, Checkpoint checkpoint, Optional<String> sample);

    /// Called when there is something to know.
    ///
    /// @param notice one line
    void noticed(String notice);
}
