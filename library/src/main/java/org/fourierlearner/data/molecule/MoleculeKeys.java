package org.fourierlearner.data.molecule;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which keys and columns of extended XYZ hold what, and in which units. Everything is converted to eV, Å and
/// eV/Å.
///
/// Forces are the gradient of the one extensive target: their unit is that of this target by that of lengths,
/// such as kcal/mol/Å where it is in kcal/mol. Stresses and virials are kept as they are.
///
/// @param targets keys of the second line with what is to be learned, at least one
/// @param forces the column with forces; if absent, there are none to learn
/// @param stress the key of the stress or virial, six or nine numbers; if absent, it is not read
/// @param length the unit of positions and cells
public record MoleculeKeys(List<Target> targets, Optional<String> forces, Optional<String> stress, LengthUnit length) {
    private static final Set<String> TAKEN = Set.of(
            XyzComment.PROPERTIES,
            XyzComment.LATTICE,
            XyzComment.PBC,
            FrameConversion.SPECIES,
            FrameConversion.NUMBERS,
            FrameConversion.POSITIONS,
            FrameConversion.TAGS,
            FrameConversion.MOVABLE,
            FrameConversion.FIXED);

    /// An energy that is to be learned, one number for each frame.
    ///
    /// @param key of the second line
    /// @param unit that the file has it in
    /// @param extensive whether it grows with the number of atoms, such as a total energy; a gap or an energy
    ///     of adsorption does not
    public record Target(String key, EnergyUnit unit, boolean extensive) {

        /// Checks the key.
        ///
        /// @throws IllegalArgumentException if it is empty or that of something else, or ends with the name of
        ///     another unit
        public Target {
            requireFree("key", key);
            EnergyUnit named = EnergyUnit.namedBy(key).orElse(unit);
            if (named != unit) {
                throw new IllegalArgumentException(
                        "unit: expected %s, which '%s' ends with, got %s; rename the key if it is not"
                                .formatted(named.symbol(), key, unit.symbol()));
            }
        }

        /// {@return the total energy in eV, under the key `energy`}
        public static Target defaults() {
            return new Target("energy", EnergyUnit.EV, true);
        }
    }

    /// Checks the keys and copies the list.
    ///
    /// @throws IllegalArgumentException if there is no target, a key is empty, used twice or that of
    ///     something else, or forces are declared and not exactly one target is extensive
    public MoleculeKeys {
        targets = List.copyOf(targets);
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("targets: expected at least one, got none");
        }
        forces.ifPresent(name -> requireFree("forces", name));
        stress.ifPresent(name -> requireFree("stress", name));
        Set<String> keys = new HashSet<>();
        for (Target target : targets) {
            if (!keys.add(target.key)) {
                throw new IllegalArgumentException(
                        "targets: expected each key once, got '%s' twice".formatted(target.key));
            }
        }
        if (stress.isPresent() && keys.contains(stress.get())) {
            throw new IllegalArgumentException(
                    "stress: expected another key than those of the targets, got '%s'".formatted(stress.get()));
        }
        long extensive = targets.stream().filter(Target::extensive).count();
        if (forces.isPresent() && extensive != 1) {
            throw new IllegalArgumentException(
                    "forces: expected exactly one extensive target, whose gradient they are, got %d; mark it, or leave the forces out"
                            .formatted(extensive));
        }
    }

    /// {@return the total energy in eV under the key `energy`, without forces, in Å}
    public static MoleculeKeys defaults() {
        return new MoleculeKeys(List.of(Target.defaults()), Optional.empty(), Optional.empty(), LengthUnit.ANGSTROM);
    }

    /// {@return what one unit of force of the file is in eV/Å}
    ///
    /// @throws IllegalStateException if no forces are declared
    public double forceUnit() {
        if (forces.isEmpty()) {
            throw new IllegalStateException("forces: expected a column, got none");
        }
        Target energy = targets.stream().filter(Target::extensive).findFirst().orElseThrow();
        return energy.unit.electronVolts() / length.angstroms();
    }

    private static void requireFree(String component, String key) {
        if (key.isEmpty() || TAKEN.contains(key)) {
            throw new IllegalArgumentException(
                    "%s: expected a key or column of its own, got '%s'".formatted(component, key));
        }
    }
}
