package org.fourierlearner.data.molecule;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.fourierlearner.storage.MalformedDataException;
import org.jspecify.annotations.Nullable;

/// Turns a frame into what it means.
///
/// @param frame as read
/// @param keys what is declared of it
record FrameConversion(XyzFrame frame, MoleculeKeys keys) {
    static final String SPECIES = "species";
    static final String NUMBERS = "Z";
    static final String POSITIONS = "pos";
    static final String TAGS = "tags";
    static final String MOVABLE = "move_mask";
    static final String FIXED = "fixed";

    /// Å; no structure is larger.
    private static final double MOST_COORDINATE = Cell.MOST_LENGTH;

    /// eV; a frame of the most and heaviest atoms has less, with all electrons.
    private static final double MOST_ENERGY = 1e12;

    /// eV/Å; nuclei that touch push each other less.
    private static final double MOST_FORCE = 1e9;

    Molecule molecule() throws MalformedDataException {
        int[] elements = elements();
        double[] positions = bounded(real(POSITIONS, 3), keys.length().angstroms(), MOST_COORDINATE, "Å", POSITIONS);
        Cell cell = new FrameCell(frame, keys.length()).cell();
        CloseAtoms.Pair pair = CloseAtoms.find(positions, cell);
        if (pair != null) {
            throw frame.place()
                    .atomFault(
                            pair.second(),
                            "expected atoms at least %s Å apart, got %s Å between atoms %d and %d%s; check the unit of lengths, or leave the frame out"
                                    .formatted(
                                            CloseAtoms.LEAST_DISTANCE,
                                            (float) pair.distance(),
                                            pair.first() + 1,
                                            pair.second() + 1,
                                            cell != null && cell.isPeriodic() ? ", or images of them" : ""));
        }
        return new Molecule(frame.place(), elements, positions, cell, labels());
    }

    private Molecule.Labels labels() throws MalformedDataException {
        double[] forces = null;
        if (keys.forces().isPresent() && frame.column(keys.forces().get()).isPresent()) {
            String name = keys.forces().get();
            forces = bounded(real(name, 3), keys.forceUnit(), MOST_FORCE, "eV/Å", name);
        }
        return new Molecule.Labels(tags(), fixed(), targets(), forces, stress());
    }

    private int[] elements() throws MalformedDataException {
        Optional<XyzColumn> species = frame.column(SPECIES);
        Optional<XyzColumn> numbers = frame.column(NUMBERS);
        int[] elements = new int[frame.count()];
        if (species.isPresent() && species.get().is(XyzType.STRING, 1)) {
            String[] symbols = species.get().texts();
            for (int i = 0; i < elements.length; i++) {
                OptionalInt number = Element.number(symbols[i]);
                if (number.isEmpty() && symbols[i].matches("[0-9]{1,3}")) {
                    number = OptionalInt.of(Integer.parseInt(symbols[i]));
                }
                elements[i] = requireElement(i, number.orElse(0), symbols[i]);
            }
        } else if (numbers.isPresent() && numbers.get().is(XyzType.INTEGER, 1)) {
            long[] values = numbers.get().integers();
            for (int i = 0; i < elements.length; i++) {
                elements[i] = requireElement(i, values[i], Long.toString(values[i]));
            }
        } else {
            throw frame.place()
                    .commentFault("expected a column species:S:1 or Z:I:1, got "
                            + frame.columns().stream()
                                    .map(XyzColumn::declaration)
                                    .toList());
        }
        return elements;
    }

    private int requireElement(int atom, long number, String word) throws MalformedDataException {
        if (number < 1 || number > Element.LAST) {
            throw frame.place()
                    .atomFault(
                            atom,
                            "expected the symbol or number of an element, from H to Og, got %s"
                                    .formatted(XyzPlace.shown(word)));
        }
        return (int) number;
    }

    /// {@return the numbers of a column of reals}
    private double[] real(String name, int width) throws MalformedDataException {
        Optional<XyzColumn> column = frame.column(name);
        if (column.isEmpty() || !column.get().is(XyzType.REAL, width)) {
            throw frame.place()
                    .commentFault("expected a column %s:R:%d, got %s"
                            .formatted(
                                    name,
                                    width,
                                    column.map(XyzColumn::declaration)
                                            .orElseGet(() -> FrameLabel.namesIn(frame, true))));
        }
        return column.get().reals();
    }

    private double[] bounded(double[] values, double unit, double most, String symbol, String name)
            throws MalformedDataException {
        for (int i = 0; i < values.length; i++) {
            double converted = values[i] * unit;
            if (!(Math.abs(converted) <= most)) {
                throw frame.place()
                        .atomFault(
                                i / 3,
                                "expected numbers from -%.0f to %.0f %s in '%s', got %s"
                                        .formatted(most, most, symbol, name, converted));
            }
            values[i] = converted;
        }
        return values;
    }

    private int @Nullable [] tags() throws MalformedDataException {
        XyzColumn column = frame.column(TAGS).orElse(null);
        if (column == null) {
            return null;
        }
        if (!column.is(XyzType.INTEGER, 1)) {
            throw frame.place().commentFault("expected tags as tags:I:1, got " + column.declaration());
        }
        long[] values = column.integers();
        int[] tags = new int[values.length];
        for (int i = 0; i < tags.length; i++) {
            tags[i] = (int) values[i];
            if (tags[i] != values[i]) {
                throw frame.place().atomFault(i, "expected a tag of 32 bits, got " + values[i]);
            }
        }
        return tags;
    }

    /// An atom is fixed if it may move along no axis.
    private boolean @Nullable [] fixed() throws MalformedDataException {
        XyzColumn movable = frame.column(MOVABLE).orElse(null);
        XyzColumn held = frame.column(FIXED).orElse(null);
        if (movable != null && held != null) {
            throw frame.place()
                    .commentFault("expected one of the columns '%s' and '%s', got both; leave one out"
                            .formatted(MOVABLE, FIXED));
        }
        XyzColumn column = movable != null ? movable : held;
        if (column == null) {
            return null;
        }
        boolean[] marks = marks(column);
        boolean[] fixed = new boolean[frame.count()];
        for (int atom = 0; atom < fixed.length; atom++) {
            fixed[atom] = true;
            for (int axis = 0; axis < column.width(); axis++) {
                fixed[atom] &= marks[atom * column.width() + axis] == (held != null);
            }
        }
        return fixed;
    }

    private boolean[] marks(XyzColumn column) throws MalformedDataException {
        boolean known = column.type() == XyzType.LOGICAL || column.type() == XyzType.INTEGER;
        if (!known || (column.width() != 1 && column.width() != 3)) {
            throw frame.place()
                    .commentFault("expected %s:L:1, or 3 for each axis, got %s"
                            .formatted(column.name(), column.declaration()));
        }
        if (column.type() == XyzType.LOGICAL) {
            return column.logicals();
        }
        long[] values = column.integers();
        boolean[] marks = new boolean[values.length];
        for (int i = 0; i < marks.length; i++) {
            if (values[i] != 0 && values[i] != 1) {
                throw frame.place()
                        .atomFault(
                                i / column.width(),
                                "expected 0 or 1 in '%s', got %d".formatted(column.name(), values[i]));
            }
            marks[i] = values[i] == 1;
        }
        return marks;
    }

    private double @Nullable [] targets() throws MalformedDataException {
        double[] targets = new double[keys.targets().size()];
        for (int i = 0; i < targets.length; i++) {
            MoleculeKeys.Target target = keys.targets().get(i);
            Optional<XyzValue> value = frame.value(target.key());
            if (value.isEmpty()) {
                return null;
            }
            requireUnit(target);
            double[] numbers = FrameLabel.numbers(frame, target.key());
            targets[i] = numbers[0] * target.unit().electronVolts();
            if (numbers.length != 1 || !(Math.abs(targets[i]) <= MOST_ENERGY)) {
                throw frame.place()
                        .commentFault("expected one number of at most %.0f eV for the key '%s', got %s"
                                .formatted(
                                        MOST_ENERGY,
                                        target.key(),
                                        XyzPlace.shown(value.get().text())));
            }
        }
        return targets;
    }

    /// Compares the unit that is declared with one that the frame names beside the key, if it does.
    private void requireUnit(MoleculeKeys.Target target) throws MalformedDataException {
        for (String ending : List.of("_unit", "_units")) {
            XyzValue named = frame.value(target.key() + ending).orElse(null);
            if (named != null && EnergyUnit.named(named.text()).orElse(target.unit()) != target.unit()) {
                throw frame.place()
                        .commentFault("expected '%s' in %s, as declared, got %s=%s; declare that"
                                .formatted(target.key(), target.unit().symbol(), target.key() + ending, named));
            }
        }
    }

    private double @Nullable [] stress() throws MalformedDataException {
        if (keys.stress().isEmpty() || frame.value(keys.stress().get()).isEmpty()) {
            return null;
        }
        XyzValue value = frame.value(keys.stress().get()).get();
        double[] numbers = FrameLabel.numbers(frame, keys.stress().get());
        if ((numbers.length != 6 && numbers.length != 9)
                || !Arrays.stream(numbers).allMatch(Double::isFinite)) {
            throw frame.place()
                    .commentFault("expected six or nine finite numbers for the key '%s', got %s"
                            .formatted(keys.stress().get(), XyzPlace.shown(value.text())));
        }
        return numbers;
    }
}
