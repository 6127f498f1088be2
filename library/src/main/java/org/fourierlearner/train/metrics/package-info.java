/// Where a run's numbers go: a CSV file, TensorBoard's event files.
///
/// Sinks know nothing of training; they take a step and named values. Every call is on disk when it
/// returns (up to the operating system's cache), so a run that is killed keeps what it recorded.
@NullMarked
package org.fourierlearner.train.metrics;

import org.jspecify.annotations.NullMarked;
