package org.fourierlearner.data.molecule;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.fourierlearner.storage.MalformedDataException;
import org.jspecify.annotations.Nullable;

/// Atoms in space, a molecule, a crystal or a surface, in Å, eV and eV/Å. Immutable.
public final class Molecule {
    private final XyzPlace place;
    private final int[] elements;
    private final double[] positions;
    private final @Nullable Cell cell;
    private final Labels labels;

    /// What else may be known.
    ///
    /// @param tags of the atoms
    /// @param fixed whether atoms are held in place
    /// @param targets in eV, in the order of their declaration
    /// @param forces in eV/Å, `[count, 3]`
    /// @param stress as in the file
    // never compared
    @SuppressWarnings("ArrayRecordComponent")
    record Labels(
            int @Nullable [] tags,
            boolean @Nullable [] fixed,
            double @Nullable [] targets,
            double @Nullable [] forces,
            double @Nullable [] stress) {}

    Molecule(XyzPlace place, int[] elements, double[] positions, @Nullable Cell cell, Labels labels) {
        this.place = place;
        this.elements = elements;
        this.positions = positions;
        this.cell = cell;
        this.labels = labels;
    }

    /// {@return what a frame means}
    ///
    /// @param frame as read
    /// @param keys what is declared of it; what else it has does not count
    /// @param requireTargets whether it must have targets, forces and the stress as far as they are declared
    /// @throws MalformedDataException if it lacks what is required, an element is unknown, a number that
    ///     counts is not finite or absurdly large, two atoms coincide, the cell is none, or what is declared
    ///     is of another form
    public static Molecule of(XyzFrame frame, MoleculeKeys keys, boolean requireTargets) throws MalformedDataException {
        FrameConversion conversion = new FrameConversion(frame, keys);
        if (requireTargets) {
            for (FrameLabel label : FrameLabel.of(keys)) {
                if (!label.isIn(frame)) {
                    throw label.missing(frame);
                }
            }
        }
        return conversion.molecule();
    }

    /// {@return how many atoms there are, at least one}
    public int count() {
        return elements.length;
    }

    /// {@return the atomic number of an atom, from 1 to 118}
    ///
    /// @param atom from 0
    public int element(int atom) {
        return elements[atom];
    }

    /// {@return the atomic numbers that occur, each once, in ascending order}
    public IntStream elements() {
        return IntStream.of(elements).sorted().distinct();
    }

    /// {@return a copy of the positions in Å, `[count, 3]`}
    public double[] positions() {
        return positions.clone();
    }

    /// {@return the cell, if the file has one} It may repeat along no direction.
    public Optional<Cell> cell() {
        return Optional.ofNullable(cell);
    }

    /// {@return the tag of an atom; 0 if there are none} In OC20: 0 in the depth of a slab, 1 at its surface,
    /// 2 in what is adsorbed.
    ///
    /// @param atom from 0
    public int tag(int atom) {
        Objects.checkIndex(atom, count());
        return labels.tags == null ? 0 : labels.tags[atom];
    }

    /// {@return whether the file has tags}
    public boolean hasTags() {
        return labels.tags != null;
    }

    /// {@return whether an atom is held in place}
    ///
    /// @param atom from 0
    public boolean fixed(int atom) {
        Objects.checkIndex(atom, count());
        return labels.fixed != null && labels.fixed[atom];
    }

    /// {@return whether the targets are known}
    public boolean hasTargets() {
        return labels.targets != null;
    }

    /// {@return a target in eV, finite}
    ///
    /// @param index in the order of their declaration, from 0
    /// @throws IllegalStateException if the targets are not known
    public double target(int index) {
        if (labels.targets == null) {
            throw new IllegalStateException("%s: expected targets, got none".formatted(place));
        }
        return labels.targets[index];
    }

    /// {@return a copy of the forces in eV/Å, `[count, 3]`, if they are declared and known}
    public Optional<double[]> forces() {
        return Optional.ofNullable(labels.forces).map(double[]::clone);
    }

    /// {@return a copy of the stress as it is in the file, six or nine numbers, if it is declared and known}
    public Optional<double[]> stress() {
        return Optional.ofNullable(labels.stress).map(double[]::clone);
    }

    /// {@return where it comes from, for messages: `train.xyz.gz, frame 17`}
    public String where() {
        return place.toString();
    }

    /// {@return file, number and line of the frame that it comes from}
    public XyzPlace place() {
        return place;
    }

    @Override
    public String toString() {
        return "%s: %d atoms".formatted(place, count());
    }
}
