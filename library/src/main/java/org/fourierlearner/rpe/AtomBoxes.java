package org.fourierlearner.rpe;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/// The atoms of a crystal's cell in boxes that are at least as wide as a reach, so that what
/// comes within reach of an atom is in its box or in one next to it. Where a cell is too short
/// for three boxes in a row it has one.
final class AtomBoxes {
    private final int[] counts = new int[3];
    private final int[] boxOf;
    private final int[] next;
    private final int[] first;

    /// @param r three numbers for each place
    /// @param isAtom which places are atoms; others are in no box
    /// @param lattice of the cell
    /// @param reach within which to look
    AtomBoxes(double[] r, IntPredicate isAtom, Lattice lattice, double reach) {
        int places = r.length / 3;
        for (int row = 0; row < 3; row++) {
            // empty space needs no more boxes than there are atoms
            int most = (int) Math.min(lattice.height(row) / reach, 1 + 2 * Math.cbrt(places));
            counts[row] = most < 3 ? 1 : most;
        }
        boxOf = new int[places];
        next = new int[places];
        first = new int[counts[0] * counts[1] * counts[2]];
        Arrays.fill(first, -1);
        for (int i = places - 1; i >= 0; i--) {
            boxOf[i] = box(lattice, r, i);
            if (isAtom.test(i)) {
                next[i] = first[boxOf[i]];
                first[boxOf[i]] = i;
            }
        }
    }

    private int box(Lattice lattice, double[] r, int place) {
        int box = 0;
        for (int row = 0; row < 3; row++) {
            double share = lattice.share(r[3 * place], r[3 * place + 1], r[3 * place + 2], row);
            int at = (int) ((share - Math.floor(share)) * counts[row]);
            box = box * counts[row] + Math.min(at, counts[row] - 1);
        }
        return box;
    }

    /// Visits each atom that may be, or have an image, within reach of a place, once.
    void near(int place, IntConsumer visitor) {
        int c = boxOf[place] % counts[2];
        int b = boxOf[place] / counts[2] % counts[1];
        int a = boxOf[place] / counts[2] / counts[1];
        for (int da = -span(0); da <= span(0); da++) {
            for (int db = -span(1); db <= span(1); db++) {
                for (int dc = -span(2); dc <= span(2); dc++) {
                    int box = (Math.floorMod(a + da, counts[0]) * counts[1] + Math.floorMod(b + db, counts[1]))
                                    * counts[2]
                            + Math.floorMod(c + dc, counts[2]);
                    for (int atom = first[box]; atom >= 0; atom = next[atom]) {
                        visitor.accept(atom);
                    }
                }
            }
        }
    }

    private int span(int row) {
        return counts[row] == 1 ? 0 : 1;
    }
}
