package org.fourierlearner.app.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.fourierlearner.app.report.TrainingPoint;

/// Reads the numbers of a run.
@FunctionalInterface
public interface CurveReader {

    /// {@return the points, by rising step}
    ///
    /// @param metrics the file with the numbers
    /// @throws IOException if it cannot be read
    List<TrainingPoint> read(Path metrics) throws IOException;
}
