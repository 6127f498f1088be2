package org.fourierlearner.train.metrics;

import java.util.Map;

/// Takes the numbers and texts of a run as it goes on.
///
/// Steps do not decrease from call to call. A sink is used by one thread at a time. A failure to
/// write is an [java.io.UncheckedIOException] that names the file.
public interface MetricsSink extends AutoCloseable {

    /// Records numbers.
    ///
    /// @param step the number of optimizer steps done, at least 0
    /// @param values the numbers by name; NaN and infinities are recorded as they are
    void record(long step, Map<String, Double> values);

    /// Records a text, such as a sample of generated text; a sink for numbers alone ignores it.
    ///
    /// @param step the number of optimizer steps done, at least 0
    /// @param tag the name of the text
    /// @param text the text, in Markdown
    void text(long step, String tag, String text);

    /// Closes the sink; further calls of the other methods fail.
    @Override
    void close();
}
