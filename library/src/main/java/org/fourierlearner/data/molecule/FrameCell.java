package org.fourierlearner.data.molecule;

import java.util.Arrays;
import java.util.List;
import org.fourierlearner.storage.MalformedDataException;
import org.jspecify.annotations.Nullable;

/// The cell of a frame, from `Lattice` and `pbc`.
///
/// @param frame as read
/// @param unit of the lattice
record FrameCell(XyzFrame frame, LengthUnit unit) {

    @Nullable
    Cell cell() throws MalformedDataException {
        for (String key : frame.values().keySet()) {
            for (String right : List.of(XyzComment.LATTICE, XyzComment.PBC)) {
                if (key.equalsIgnoreCase(right) && !key.equals(right)) {
                    throw frame.place()
                            .commentFault("expected the key '%s', got '%s'; rename it".formatted(right, key));
                }
            }
        }
        XyzValue lattice = frame.value(XyzComment.LATTICE).orElse(null);
        boolean[] periodic = periodic(lattice != null);
        boolean repeats = periodic[0] || periodic[1] || periodic[2];
        if (lattice == null) {
            if (repeats) {
                throw frame.place()
                        .commentFault(
                                "expected a Lattice, got none, although pbc says that the structure repeats; add it, or set pbc=\"F F F\"");
            }
            return null;
        }
        double[] vectors = FrameLabel.numbers(frame, XyzComment.LATTICE);
        // what ASE has where there is no cell
        if (!repeats && vectors.length == 9 && Arrays.stream(vectors).allMatch(number -> number == 0)) {
            return null;
        }
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] *= unit.angstroms();
        }
        try {
            return new Cell(vectors, periodic);
        } catch (IllegalArgumentException e) {
            throw frame.place().commentFault(String.valueOf(e.getMessage()));
        }
    }

    private boolean[] periodic(boolean hasLattice) throws MalformedDataException {
        XyzValue pbc = frame.value(XyzComment.PBC).orElse(null);
        if (pbc == null) {
            return new boolean[] {hasLattice, hasLattice, hasLattice};
        }
        if (pbc.count() != 3 || pbc.type() != XyzType.LOGICAL) {
            throw frame.place()
                    .commentFault("expected pbc of three letters, as in \"T T F\", got " + XyzPlace.shown(pbc.text()));
        }
        return pbc.logicals();
    }
}
