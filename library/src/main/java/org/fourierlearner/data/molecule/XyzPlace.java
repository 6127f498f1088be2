package org.fourierlearner.data.molecule;

import java.nio.file.Path;
import org.fourierlearner.storage.MalformedDataException;

/// Where a frame stands.
///
/// @param file the file
/// @param frame number of the frame in it, from 1
/// @param line number of the frame's first line, from 1; atom `i`, from 0, is on line `line + 2 + i`
public record XyzPlace(Path file, long frame, long line) {
    private static final int MOST_SHOWN = 60;

    /// {@return the fault of a frame as a whole}
    MalformedDataException fault(String message) {
        return faultAt(line, message);
    }

    /// {@return the fault of what the second line says}
    MalformedDataException commentFault(String message) {
        return faultAt(line + 1, message);
    }

    /// {@return the fault of an atom, counted from 0}
    MalformedDataException atomFault(int atom, String message) {
        return faultAt(line + 2 + atom, message);
    }

    private MalformedDataException faultAt(long at, String message) {
        return new MalformedDataException(file, at, "frame %d: %s".formatted(frame, message));
    }

    /// {@return text as messages show it: short, and without control characters}
    static String shown(String text) {
        String start = text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
        return "'" + start.replaceAll("\\p{Cntrl}", "?") + "'";
    }

    @Override
    public String toString() {
        return "%s, frame %d".formatted(file, frame);
    }
}
