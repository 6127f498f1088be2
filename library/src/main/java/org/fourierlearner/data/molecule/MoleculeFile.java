package org.fourierlearner.data.molecule;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.storage.MalformedDataException;

/// All molecules of a file, of which either all or none have what is declared.
///
/// @param file of extended XYZ
/// @param keys what is declared of it
/// @param required what it must have
record MoleculeFile(Path file, MoleculeKeys keys, Required required) {

    /// What a file must have of what is declared.
    enum Required {
        /// All of it: to train on, and to validate with.
        EVERYTHING,
        /// The targets: forces for a test may be missing.
        TARGETS,
        /// Nothing: to predict.
        NOTHING
    }

    List<Molecule> read(MessageDigest digest) throws IOException {
        List<Molecule> molecules = new ArrayList<>();
        List<FrameLabel> declared = FrameLabel.of(keys);
        boolean[] present = new boolean[declared.size()];
        XyzFrame first = null;
        try (var reader = new XyzReader(file, digest)) {
            for (XyzFrame frame = reader.next(); frame != null; frame = reader.next()) {
                for (int i = 0; i < present.length; i++) {
                    boolean now = declared.get(i).isIn(frame);
                    if (first == null) {
                        present[i] = now;
                    } else if (now != present[i]) {
                        throw mixed(declared.get(i), first, frame, now);
                    }
                }
                first = first == null ? frame : first;
                molecules.add(new FrameConversion(frame, keys).molecule());
            }
        }
        for (int i = 0; i < present.length; i++) {
            if (first != null && !present[i] && isRequired(declared.get(i))) {
                throw noneHas(declared.get(i), first);
            }
        }
        return molecules;
    }

    private boolean isRequired(FrameLabel label) {
        return switch (required) {
            case EVERYTHING -> true;
            case TARGETS -> label.isTarget();
            case NOTHING -> false;
        };
    }

    private static MalformedDataException mixed(FrameLabel label, XyzFrame first, XyzFrame frame, boolean now) {
        return frame.place()
                .commentFault(
                        "expected %s in all frames or in none, got it in frame %d and not in frame %d; part the file"
                                .formatted(
                                        label,
                                        (now ? frame : first).place().frame(),
                                        (now ? first : frame).place().frame()));
    }

    private MalformedDataException noneHas(FrameLabel label, XyzFrame first) {
        return new MalformedDataException(
                file,
                "expected %s, got no frame with it; frame %d has %s; declare the right one, or none"
                        .formatted(label, first.place().frame(), FrameLabel.namesIn(first, label.column())));
    }
}
