package org.fourierlearner.task;

import java.util.List;
import java.util.SplittableRandom;
import org.fourierlearner.data.molecule.Cell;
import org.fourierlearner.data.molecule.Molecule;
import org.fourierlearner.model.MoleculeBatch;
import org.fourierlearner.model.MoleculeInput;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Molecules as a model takes them.
///
/// If one is a crystal, all are put in cells. A direction along which nothing repeats then gets a
/// vector that is so long that a mask does not reach from an atom to an image.
///
/// @param input the molecules that the model takes
/// @param gap the reach of masks, in Å; 0 for attention without masks, which has no crystals
record AtomReader(MoleculeInput input, double gap) {

    /// {@return whether a molecule repeats along some direction}
    static boolean isPeriodic(Molecule molecule) {
        return molecule.cell().map(Cell::isPeriodic).orElse(false);
    }

    /// Refuses crystals where nothing can repeat.
    ///
    /// @throws IllegalArgumentException if there is one
    void requireKnown(List<Molecule> molecules) {
        for (Molecule molecule : molecules) {
            if (gap == 0 && isPeriodic(molecule)) {
                throw new IllegalArgumentException(
                        "%s: expected a molecule in open space, because only masked attention repeats with a cell, got a cell that repeats; take attention.kind = masked, or set pbc=\"F F F\""
                                .formatted(molecule.where()));
            }
        }
    }

    /// {@return the vectors of a crystal's cell, around a slab or a wire those of one that encloses it}
    double[] cell(Molecule molecule) {
        return EnclosingCell.of(molecule, gap);
    }

    /// {@return some molecules, padded to the largest}
    ///
    /// @param molecules at least one
    /// @param turns a rotation for each, nine numbers row by row; null to leave them as they are
    /// @throws IllegalArgumentException if an element or a tag is not the model's, or there is a
    ///     crystal and no mask
    MoleculeBatch read(List<Molecule> molecules, double @Nullable [] @Nullable [] turns) {
        requireKnown(molecules);
        var known = new ModelElements(input);
        int batch = molecules.size();
        int most = molecules.stream().mapToInt(Molecule::count).max().orElseThrow();
        long[] elements = new long[batch * most];
        long[] tags = new long[batch * most];
        double[] positions = new double[3 * batch * most];
        boolean[] isAtom = new boolean[batch * most];
        boolean crystals = molecules.stream().anyMatch(AtomReader::isPeriodic);
        double[] cells = crystals ? new double[9 * batch] : null;
        for (int b = 0; b < batch; b++) {
            Molecule molecule = molecules.get(b);
            double[] own = molecule.positions();
            double[] turn = turns == null ? null : turns[b];
            if (cells != null) {
                System.arraycopy(turned(cell(molecule), turn), 0, cells, 9 * b, 9);
            }
            System.arraycopy(turned(own, turn), 0, positions, 3 * b * most, own.length);
            for (int atom = 0; atom < molecule.count(); atom++) {
                elements[b * most + atom] = known.number(molecule, atom);
                tags[b * most + atom] = tag(molecule, atom);
                isAtom[b * most + atom] = true;
            }
        }
        return new MoleculeBatch(
                Tensor.of(elements, batch, most),
                input.tags() == 1 ? null : Tensor.of(tags, batch, most),
                Tensor.of(positions, batch, most, 3),
                Tensor.of(isAtom, batch, most),
                cells);
    }

    private int tag(Molecule molecule, int atom) {
        int tag = molecule.tag(atom);
        if (input.tags() > 1 && (tag < 0 || tag >= input.tags())) {
            throw new IllegalArgumentException("%s, atom %d: expected a tag from 0 to %d, got %d"
                    .formatted(molecule.where(), atom + 1, input.tags() - 1, tag));
        }
        return tag;
    }

    /// `vectors·R`, row by row.
    static double[] turned(double[] vectors, double @Nullable [] turn) {
        if (turn == null) {
            return vectors;
        }
        double[] turned = new double[vectors.length];
        for (int row = 0; row < vectors.length; row += 3) {
            for (int axis = 0; axis < 3; axis++) {
                turned[row + axis] = vectors[row] * turn[axis]
                        + vectors[row + 1] * turn[3 + axis]
                        + vectors[row + 2] * turn[6 + axis];
            }
        }
        return turned;
    }

    /// A rotation, each as likely as any other, from a quaternion.
    static double[] rotation(SplittableRandom random) {
        double w = random.nextGaussian();
        double x = random.nextGaussian();
        double y = random.nextGaussian();
        double z = random.nextGaussian();
        double s = 2 / (w * w + x * x + y * y + z * z);
        return new double[] {
            1 - s * (y * y + z * z),
            s * (x * y - w * z),
            s * (x * z + w * y),
            s * (x * y + w * z),
            1 - s * (x * x + z * z),
            s * (y * z - w * x),
            s * (x * z - w * y),
            s * (y * z + w * x),
            1 - s * (x * x + y * y)
        };
    }
}
