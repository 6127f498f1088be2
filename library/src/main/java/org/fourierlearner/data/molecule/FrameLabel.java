package org.fourierlearner.data.molecule;

import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.storage.MalformedDataException;

/// Something declared to be learned.
///
/// @param name of the key or column
/// @param what it is, for messages
/// @param column whether it is a column
record FrameLabel(String name, String what, boolean column) {
    private static final String TARGET = "a target";

    static List<FrameLabel> of(MoleculeKeys keys) {
        List<FrameLabel> labels = new ArrayList<>();
        keys.targets().forEach(target -> labels.add(new FrameLabel(target.key(), TARGET, false)));
        keys.forces().ifPresent(name -> labels.add(new FrameLabel(name, "forces", true)));
        keys.stress().ifPresent(name -> labels.add(new FrameLabel(name, "the stress", false)));
        return labels;
    }

    boolean isTarget() {
        return what.equals(TARGET);
    }

    boolean isIn(XyzFrame frame) {
        return column ? frame.column(name).isPresent() : frame.value(name).isPresent();
    }

    MalformedDataException missing(XyzFrame frame) {
        return frame.place()
                .commentFault("expected %s, got none; the frame has %s; declare the right one, or none"
                        .formatted(this, namesIn(frame, column)));
    }

    /// {@return the numbers of a key that the frame has}
    static double[] numbers(XyzFrame frame, String key) throws MalformedDataException {
        XyzValue value = frame.value(key).orElseThrow();
        if (value.type() != XyzType.REAL && value.type() != XyzType.INTEGER) {
            throw frame.place()
                    .commentFault(
                            "expected numbers for the key '%s', got %s".formatted(key, XyzPlace.shown(value.text())));
        }
        return value.reals();
    }

    static String namesIn(XyzFrame frame, boolean columns) {
        List<String> names = columns
                ? frame.columns().stream().map(XyzColumn::name).toList()
                : List.copyOf(frame.values().keySet());
        return (columns ? "the columns " : "the keys ") + names;
    }

    @Override
    public String toString() {
        return "the %s '%s' for %s".formatted(column ? "column" : "key", name, what);
    }
}
