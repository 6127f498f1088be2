package org.fourierlearner.app.compare;

import org.fourierlearner.train.TrainingListener;

/// Hears how a comparison goes on, and the training of each run.
public interface ComparisonListener extends TrainingListener {

    /// Called before the model of a cell is built to see whether it can be.
    ///
    /// @param number of the cell, from 1
    /// @param count how many there are
    void checks(int number, int count);

    /// Called once, before the first run.
    ///
    /// @param finished how many runs were finished before
    /// @param count how many there are
    void begins(int finished, int count);

    /// Called before each run.
    ///
    /// @param run what is trained next
    /// @param number of the run among all, from 1
    void begins(Grid.Run run, int number);

    /// Called after each run.
    ///
    /// @param run what was trained
    /// @param result what came of it
    void ends(Grid.Run run, RunResult result);
}
