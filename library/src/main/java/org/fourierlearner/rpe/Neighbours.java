package org.fourierlearner.rpe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The atoms and their images that come within reach of each atom, itself too, one by one.
///
/// @param index of each neighbour among all atoms of the batch, `[batch·atoms·most]`
/// @param shells at each, `[batch·atoms, most, shells]`; 0 where an atom has fewer
record Neighbours(Tensor index, Tensor shells) implements Images {

    /// A neighbour that is none is this many reaches away, where shells are exactly 0.
    private static final double NOWHERE = 100;

    /// The neighbours of one atom.
    private static final class Found {
        private int[] atoms = new int[32];
        private double[] translations = new double[96];
        private int count;

        void add(int atom, double x, double y, double z) {
            if (count == atoms.length) {
                atoms = Arrays.copyOf(atoms, 2 * count);
                translations = Arrays.copyOf(translations, 6 * count);
            }
            translations[3 * count] = x;
            translations[3 * count + 1] = y;
            translations[3 * count + 2] = z;
            atoms[count++] = atom;
        }
    }

    @Override
    public Tensor sums(Tensor products, Tensor weights) {
        int atoms = shells.extent(0);
        Tensor gathered = products.reshape(atoms, -1)
                .indexSelect(0, index)
                .reshape(atoms, shells.extent(1), weights.extent(0), products.extent(2) / weights.extent(0));
        Tensor masks = shells.matmul(weights.transpose(0, 1)).unsqueeze(-1);
        return gathered.multiply(masks).sum(1).reshape(products.extent(0), products.extent(1), products.extent(2));
    }

    /// {@return the same, added up by pairs of atoms}
    ///
    /// @param batch the number of examples
    PairImages byPairs(int batch) {
        int rows = shells.extent(0);
        int atoms = rows / batch;
        int most = shells.extent(1);
        int count = shells.extent(2);
        long[] pairs = index.toLongs();
        for (int n = 0; n < pairs.length; n++) {
            pairs[n] = (long) n / most * atoms + pairs[n] % atoms;
        }
        return new PairImages(Tensor.zeros(shells.type(), rows * atoms, count)
                .indexAdd(0, Tensor.of(pairs, pairs.length), shells.reshape(rows * most, count))
                .reshape(batch, atoms, atoms, count)
                .permute(0, 3, 1, 2)
                .contiguous());
    }

    /// {@return the neighbours of all atoms of a batch; gradients reach the places}
    ///
    /// @param shells whose reach counts
    /// @param places of each example
    /// @param present which are atoms, `[batch, atoms]`; null for all
    /// @param type of the shells
    /// @param cells nine numbers for each example
    static Neighbours of(
            Shells shells, Coordinates places, @Nullable Tensor present, ElementType type, double... cells) {
        int batch = cells.length / 9;
        int atoms = places.length();
        double reach = shells.vanishing(type);
        Tensor all = places.perExample(batch);
        double[] r = all.detach().toDoubles();
        double[] isAtom =
                present == null ? null : present.to(ElementType.FLOAT64).toDoubles();
        List<Found> found = new ArrayList<>();
        for (int b = 0; b < batch; b++) {
            double[] own = Arrays.copyOfRange(r, 3 * atoms * b, 3 * atoms * (b + 1));
            int first = b * atoms;
            search(own, j -> isAtom == null || isAtom[first + j] != 0, Lattice.of(cells, b), reach, found);
        }
        int most = found.stream().mapToInt(f -> f.count).max().orElse(0);
        long[] index = new long[found.size() * most];
        double[] translations = new double[3 * index.length];
        Arrays.fill(translations, NOWHERE * reach);
        for (int i = 0; i < found.size(); i++) {
            Found f = found.get(i);
            // a neighbour that is none is the atom itself, far away: nothing else can reach it
            Arrays.fill(index, i * most, (i + 1) * most, i);
            for (int n = 0; n < f.count; n++) {
                index[i * most + n] = (long) i / atoms * atoms + f.atoms[n];
            }
            System.arraycopy(f.translations, 0, translations, 3 * i * most, 3 * f.count);
        }
        Tensor which = Tensor.of(index, index.length);
        Tensor flat = all.reshape(batch * atoms, 3);
        Tensor offsets = flat.unsqueeze(1)
                .subtract(flat.indexSelect(0, which).reshape(found.size(), most, 3))
                .subtract(Tensor.of(translations, found.size(), most, 3));
        return new Neighbours(which, shells.at(offsets, type));
    }

    private static void search(double[] r, IntPredicate isAtom, Lattice lattice, double reach, List<Found> found) {
        var boxes = new AtomBoxes(r, isAtom, lattice, reach);
        double[] translations = lattice.translations(reach);
        for (int i = 0; i < r.length / 3; i++) {
            var neighbours = new Found();
            found.add(neighbours);
            if (isAtom.test(i)) {
                int atom = i;
                boxes.near(
                        i,
                        j -> images(
                                r, atom, j, lattice.translationBetween(r, j, atom), translations, reach, neighbours));
            }
        }
    }

    private static void images(
            double[] r, int i, int j, double[] nearest, double[] translations, double reach, Found neighbours) {
        double x = r[3 * i] - r[3 * j] - nearest[0];
        double y = r[3 * i + 1] - r[3 * j + 1] - nearest[1];
        double z = r[3 * i + 2] - r[3 * j + 2] - nearest[2];
        for (int t = 0; t < translations.length; t += 3) {
            double dx = x - translations[t];
            double dy = y - translations[t + 1];
            double dz = z - translations[t + 2];
            if (dx * dx + dy * dy + dz * dz <= reach * reach) {
                neighbours.add(
                        j,
                        nearest[0] + translations[t],
                        nearest[1] + translations[t + 1],
                        nearest[2] + translations[t + 2]);
            }
        }
    }
}
