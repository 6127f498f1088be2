package org.fourierlearner.task;

import java.util.List;
import java.util.function.Consumer;

/// Text that is passed on as soon as it cannot be the beginning of a stop text.
final class HeldText {
    private final List<String> stops;
    private final Consumer<String> out;
    private final StringBuilder held = new StringBuilder();

    HeldText(List<String> stops, Consumer<String> out) {
        this.stops = stops;
        this.out = out;
    }

    /// {@return whether a stop text has come; what stood before it was passed on}
    boolean add(String piece) {
        held.append(piece);
        int first = -1;
        for (String stop : stops) {
            int at = held.indexOf(stop);
            if (at >= 0 && (first < 0 || at < first)) {
                first = at;
            }
        }
        pass(first >= 0 ? first : held.length() - possibleBeginning());
        return first >= 0;
    }

    /// Passes on what is left.
    ///
    /// @return whether a stop text came at the very end
    boolean finish(String piece) {
        boolean stopped = add(piece);
        if (!stopped) {
            pass(held.length());
        }
        return stopped;
    }

    private void pass(int count) {
        if (count > 0) {
            out.accept(held.substring(0, count));
            held.delete(0, count);
        }
    }

    /// How many of the last characters may be the beginning of a stop text.
    private int possibleBeginning() {
        int longest = 0;
        for (String stop : stops) {
            for (int count = Math.min(stop.length() - 1, held.length()); count > longest; count--) {
                if (stop.startsWith(held.substring(held.length() - count))) {
                    longest = count;
                }
            }
        }
        return longest;
    }
}
