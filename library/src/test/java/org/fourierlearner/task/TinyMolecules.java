package org.fourierlearner.task;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.fourierlearner.data.molecule.EnergyUnit;
import org.fourierlearner.data.molecule.LengthUnit;
import org.fourierlearner.data.molecule.Molecule;
import org.fourierlearner.data.molecule.MoleculeKeys;
import org.fourierlearner.data.molecule.MoleculeSplit;
import org.fourierlearner.data.molecule.Molecules;
import org.fourierlearner.data.molecule.XyzColumn;
import org.fourierlearner.data.molecule.XyzFrame;
import org.fourierlearner.data.molecule.XyzPlace;
import org.fourierlearner.data.molecule.XyzValue;
import org.fourierlearner.data.molecule.XyzWriter;
import org.fourierlearner.model.TinyAtoms;

/// Molecules of two to six atoms of H, C and O, whose energies and forces are those of springs.
public final class TinyMolecules {
    static final MoleculeKeys KEYS = keys(Optional.of("forces"));
    static final MoleculeKeys ENERGIES = keys(Optional.empty());

    private static final List<String> SYMBOLS = List.of("H", "C", "O");
    private static final double[] ENERGY_OF_ATOM = {-13.5, -1030, -2041};
    private static final double REST = 1.6;

    private TinyMolecules() {}

    private static MoleculeKeys keys(Optional<String> forces) {
        return new MoleculeKeys(
                List.of(new MoleculeKeys.Target("energy", EnergyUnit.EV, true)),
                forces,
                Optional.empty(),
                LengthUnit.ANGSTROM);
    }

    /// {@return a frame}
    ///
    /// @param number of the frame
    /// @param symbols of the atoms, with blanks between them
    /// @param positions in Å
    static XyzFrame frame(long number, String symbols, double... positions) {
        String[] atoms = symbols.split(" ", -1);
        double energy = 0;
        for (String atom : atoms) {
            energy += SYMBOLS.contains(atom) ? ENERGY_OF_ATOM[SYMBOLS.indexOf(atom)] : 0;
        }
        double[] forces = new double[positions.length];
        for (int i = 0; i < positions.length; i += 3) {
            for (int j = 0; j < i; j += 3) {
                double x = positions[i] - positions[j];
                double y = positions[i + 1] - positions[j + 1];
                double z = positions[i + 2] - positions[j + 2];
                double r = Math.sqrt(x * x + y * y + z * z);
                energy += 0.5 * (r - REST) * (r - REST);
                double pull = -(r - REST) / r;
                double[] offset = {x, y, z};
                for (int axis = 0; axis < 3; axis++) {
                    forces[i + axis] += pull * offset[axis];
                    forces[j + axis] -= pull * offset[axis];
                }
            }
        }
        return XyzFrame.of(
                        new XyzPlace(Path.of("tiny.xyz"), number, 1),
                        List.of(
                                XyzColumn.ofTexts("species", 1, atoms),
                                XyzColumn.ofReals("pos", 3, positions),
                                XyzColumn.ofReals("forces", 3, forces)))
                .with("energy", XyzValue.of(energy));
    }

    static Molecule molecule(XyzFrame frame, MoleculeKeys keys) {
        try {
            return Molecule.of(frame, keys, true);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Molecule molecule(String symbols, double... positions) {
        return molecule(frame(1, symbols, positions), KEYS);
    }

    /// {@return atoms in a cell}
    ///
    /// @param repeats such as `T T F`
    static Molecule periodic(String repeats, double[] cell, String symbols, double... positions) {
        return molecule(
                frame(1, symbols, positions).with("Lattice", XyzValue.of(cell)).with("pbc", XyzValue.of(repeats)),
                KEYS);
    }

    static Molecule tagged(String symbols, double[] positions, long... tags) {
        return molecule(frame(1, symbols, positions).with(XyzColumn.ofIntegers("tags", 1, tags)), KEYS);
    }

    /// {@return frames with atoms on a grid, each moved a little}
    static List<XyzFrame> frames(int count, long seed) {
        var random = new SplittableRandom(seed);
        List<XyzFrame> frames = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            int atoms = 2 + random.nextInt(5);
            double[] positions = new double[3 * atoms];
            StringBuilder symbols = new StringBuilder();
            for (int i = 0; i < atoms; i++) {
                symbols.append(i == 0 ? "" : " ").append(SYMBOLS.get(n == 0 && i < 2 ? i + 1 : random.nextInt(3)));
                int[] place = {i % 2, i / 2 % 2, i / 4};
                for (int axis = 0; axis < 3; axis++) {
                    positions[3 * i + axis] = 1.5 * place[axis] + 0.2 * random.nextGaussian();
                }
            }
            frames.add(frame(n + 1, symbols.toString(), positions));
        }
        return frames;
    }

    static Molecules molecules(List<XyzFrame> frames, MoleculeKeys keys) {
        return new Molecules(frames.stream().map(frame -> molecule(frame, keys)).toList(), "ab".repeat(32));
    }

    static Molecules of(Molecule... molecules) {
        return new Molecules(List.of(molecules), "ab".repeat(32));
    }

    static MoleculeSplit split(MoleculeKeys keys) {
        return new MoleculeSplit(
                molecules(frames(23, 1), keys),
                molecules(frames(11, 2), keys),
                Optional.of(molecules(frames(7, 3), keys)));
    }

    /// Writes frames to a file.
    public static void write(Path file, int count, long seed) throws IOException {
        write(file, count, seed, frame -> frame);
    }

    static void write(Path file, int count, long seed, UnaryOperator<XyzFrame> change) throws IOException {
        try (var writer = new XyzWriter(file)) {
            for (XyzFrame frame : frames(count, seed)) {
                writer.write(change.apply(frame));
            }
        }
    }

    static MoleculeRegression task(MoleculeRegression.Batches batches, long seed, String... overrides) {
        return task(batches, new MoleculeLoss.Weights(0, 3, 2, false), KEYS, seed, overrides);
    }

    static MoleculeRegression task(
            MoleculeRegression.Batches batches,
            MoleculeLoss.Weights weights,
            MoleculeKeys keys,
            long seed,
            String... overrides) {
        return new MoleculeRegression(TinyAtoms.config(overrides), split(keys), keys, batches, weights, seed);
    }

    static MoleculeRegression.Batches batches(int size, int parts) {
        return new MoleculeRegression.Batches(size, parts, 10, false, 0);
    }
}
