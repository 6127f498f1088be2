package org.fourierlearner.rpe;

import java.util.Arrays;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The frequencies that stand for [Shells], the same for all heads and layers, and nothing
/// random: in open space on spheres around 0, in a crystal on its reciprocal lattice, where the
/// mask is exactly periodic.
///
/// Integrals over `|ξ|` are sums over equal steps, fine enough that the mask does not come again
/// within reach; those over directions are a design that is exact for waves of that length as far
/// as they reach.
public final class ShellWaves {

    /// Frequencies end where the blur has damped them below `7·10⁻³`, `e^(−2π²·0.5²)`.
    private static final double CUTOFF_BLURS = 0.5;

    /// A wave `e^{2πi ξ·z}` has parts of degrees up to `2π|ξ||z|`, and hardly any this much
    /// beyond.
    private static final int MARGIN = 4;

    /// More frequencies than this are refused: the shells are too fine for so large a space.
    private static final int MOST = 200_000;

    /// Up to this many atoms for each neighbour, images are added up by pairs.
    private static final int FEW = 2;

    private final Shells shells;
    private final Choice choice;
    private final double cutoff;
    private final double[] spheres;
    private @Nullable Spectrum open;

    /// What decides which frequencies there are.
    private record Choice(Shells shells, double reach, double cutoff, int margin) {}

    private enum What {
        WAVES,
        PAIRS,
        IMAGES
    }

    /// @param present which places are atoms; compared as an object
    private record Made(
            Choice choice,
            What what,
            ElementType type,
            @Nullable Tensor present) {}

    /// @param frequencies `3` numbers for each
    /// @param amplitudes of each shell, for each frequency
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Spectrum(double[] frequencies, double[] amplitudes, int count) {}

    /// Waves at the places of tokens: `Σ_b w_b s_b(rᵢ − rⱼ) = Σᵣ (Σ_b amplitudes[r, b] w_b)
    /// (cosᵢᵣcosⱼᵣ + sinᵢᵣsinⱼᵣ)`.
    ///
    /// @param query cosines and then sines, `[length, 2·frequencies]` or
    ///     `[batch, length, 2·frequencies]`
    /// @param key likewise
    /// @param amplitudes `[frequencies, shells]` or `[batch, frequencies, shells]`
    public record Waves(Tensor query, Tensor key, Tensor amplitudes) {}

    /// Chooses frequencies.
    ///
    /// @param shells what they stand for
    /// @param range the positions to expect
    /// @throws IllegalArgumentException if positions are not in space
    public ShellWaves(Shells shells, CoordinateRange range) {
        this(shells, range, CUTOFF_BLURS, MARGIN);
    }

    ShellWaves(Shells shells, CoordinateRange range, double cutoffBlurs, int margin) {
        if (range.dim() != 3) {
            throw new IllegalArgumentException(
                    "rpe: expected another for positions in %d dimensions, got shells, which are in space"
                            .formatted(range.dim()));
        }
        this.shells = shells;
        cutoff = cutoffBlurs / shells.blur();
        double reach = shells.reach() > 0 ? shells.reach() : range.extent();
        choice = new Choice(shells, reach, cutoff, margin);
        spheres = spheres(reach);
    }

    /// Made when it is needed: crystals do not, and may be larger than open space can be.
    private synchronized Spectrum open() {
        if (open == null) {
            open = openSpace(choice.reach(), choice.margin());
        }
        return open;
    }

    /// {@return what the frequencies stand for}
    public Shells shells() {
        return shells;
    }

    /// {@return the number of frequencies in open space}
    ///
    /// @throws IllegalArgumentException if too many are needed
    public int count() {
        return open().count();
    }

    /// The lengths of frequencies in open space, in the middles of equal steps.
    private double[] spheres(double reach) {
        double[] lengths = new double[(int) Math.ceil(cutoff * (reach + shells.end()))];
        for (int s = 0; s < lengths.length; s++) {
            lengths[s] = (s + 0.5) * cutoff / lengths.length;
        }
        return lengths;
    }

    /// The volume between two spheres.
    private double volume(double k) {
        return 4 * Math.PI * k * k * cutoff / spheres.length;
    }

    private Spectrum openSpace(double reach, int margin) {
        SphericalDesign[] designs = new SphericalDesign[spheres.length];
        long count = 0;
        for (int s = 0; s < spheres.length; s++) {
            int degree = margin + (int) Math.ceil(2 * Math.PI * spheres[s] * reach);
            requireFew((long) degree * degree / 4, "reach", reach);
            designs[s] = SphericalDesign.ofDegree(degree);
            count += designs[s].count();
        }
        requireFew(count, "reach", reach);
        double[] frequencies = new double[3 * (int) count];
        double[] amplitudes = new double[shells.count() * (int) count];
        int at = 0;
        for (int s = 0; s < spheres.length; s++) {
            SphericalDesign design = designs[s];
            for (int d = 0; d < design.count(); d++) {
                for (int axis = 0; axis < 3; axis++) {
                    frequencies[3 * at + axis] = spheres[s] * design.directions()[3 * d + axis];
                }
                amplitudes(amplitudes, at++, spheres[s], volume(spheres[s]) * design.weights()[d]);
            }
        }
        return new Spectrum(frequencies, amplitudes, (int) count);
    }

    private void amplitudes(double[] amplitudes, int frequency, double k, double weight) {
        for (int b = 0; b < shells.count(); b++) {
            amplitudes[shells.count() * frequency + b] = weight * shells.transformAt(b, k);
        }
    }

    private static void requireFew(long count, String what, double size) {
        if (count > MOST) {
            throw new IllegalArgumentException(
                    "shells: expected at most %,d frequencies, got more for %s %.1f; take a larger attention.rpe.blur, or attention.path = exact"
                            .formatted(MOST, what, size));
        }
    }

    /// Refuses a crystal that needs too many frequencies.
    ///
    /// @param vectors of its cell, nine numbers
    /// @throws IllegalArgumentException if it does
    public void requireFew(double... vectors) {
        double volume = Lattice.of(vectors, 0).volume();
        requireFew((long) (2 * Math.PI / 3 * cutoff * cutoff * cutoff * volume), "volume", volume);
    }

    /// All `ξ = n·B` up to the cutoff, one of each pair `±ξ`, with `1/V`.
    private Spectrum reciprocal(Lattice lattice) {
        requireFew(lattice.vectors());
        int[] most = lattice.reciprocalCounts(cutoff);
        double[] frequencies = new double[96];
        double[] amplitudes = new double[32 * shells.count()];
        int count = 0;
        for (int a = 0; a <= most[0]; a++) {
            for (int b = a == 0 ? 0 : -most[1]; b <= most[1]; b++) {
                for (int c = a == 0 && b == 0 ? 0 : -most[2]; c <= most[2]; c++) {
                    double[] xi = lattice.reciprocal(a, b, c);
                    double k = Math.sqrt(xi[0] * xi[0] + xi[1] * xi[1] + xi[2] * xi[2]);
                    if (k > cutoff) {
                        continue;
                    }
                    if (3 * count == frequencies.length) {
                        frequencies = Arrays.copyOf(frequencies, 2 * frequencies.length);
                        amplitudes = Arrays.copyOf(amplitudes, 2 * amplitudes.length);
                    }
                    System.arraycopy(xi, 0, frequencies, 3 * count, 3);
                    amplitudes(amplitudes, count++, k, (k == 0 ? 1 : 2) / lattice.volume());
                }
            }
        }
        return new Spectrum(frequencies, amplitudes, count);
    }

    /// {@return waves at some places; gradients reach them}
    ///
    /// @param queries the places of queries
    /// @param keys the places of keys, in the same cells
    /// @param type of waves and amplitudes
    /// @throws IllegalArgumentException if they are in other cells, or too many frequencies are
    ///     needed
    public Waves at(Coordinates queries, Coordinates keys, ElementType type) {
        return queries == keys
                ? queries.once(new Made(choice, What.WAVES, type, null), () -> make(queries, keys, type))
                : make(queries, keys, type);
    }

    private Waves make(Coordinates queries, Coordinates keys, ElementType type) {
        double[] cells = commonCells(queries, keys);
        if (cells == null) {
            Spectrum waves = open();
            Tensor frequencies = Tensor.of(waves.frequencies(), waves.count(), 3);
            Tensor amplitudes = Tensor.of(waves.amplitudes(), waves.count(), shells.count());
            return waves(queries, keys, frequencies, amplitudes.to(type));
        }
        int batch = cells.length / 9;
        Spectrum[] spectra = new Spectrum[batch];
        int count = 0;
        for (int b = 0; b < batch; b++) {
            spectra[b] = reciprocal(Lattice.of(cells, b));
            count = Math.max(count, spectra[b].count());
        }
        double[] frequencies = new double[3 * count * batch];
        double[] amplitudes = new double[shells.count() * count * batch];
        for (int b = 0; b < batch; b++) {
            int own = spectra[b].count();
            System.arraycopy(spectra[b].frequencies(), 0, frequencies, 3 * count * b, 3 * own);
            System.arraycopy(spectra[b].amplitudes(), 0, amplitudes, shells.count() * count * b, shells.count() * own);
        }
        Tensor all = Tensor.of(frequencies, batch, count, 3);
        return waves(
                queries,
                keys,
                all,
                Tensor.of(amplitudes, batch, count, shells.count()).to(type));
    }

    private static double @Nullable [] commonCells(Coordinates queries, Coordinates keys) {
        double[] cells = queries.cells();
        if (queries != keys && !Arrays.equals(cells, keys.cells())) {
            throw new IllegalArgumentException("positions: expected queries and keys in the same cells, got %s and %s"
                    .formatted(Arrays.toString(cells), Arrays.toString(keys.cells())));
        }
        return cells;
    }

    private static Waves waves(Coordinates queries, Coordinates keys, Tensor frequencies, Tensor amplitudes) {
        ElementType type = amplitudes.type();
        Tensor query = waves(queries, frequencies, type);
        return new Waves(query, queries == keys ? query : waves(keys, frequencies, type), amplitudes);
    }

    private static Tensor waves(Coordinates at, Tensor frequencies, ElementType type) {
        // within one turn, single precision is enough
        Tensor angles = Frequencies.angles(at.values(), frequencies).to(type);
        return Tensor.concatenate(-1, angles.cos(), angles.sin());
    }

    /// {@return the shells at all pairs, `[…, queries, keys, shells]`, in double precision} In
    /// open space they are sums of spherical waves, the means of waves over all directions, with
    /// the same lengths: what the waves stand for, up to the error of the designs. In a crystal
    /// they are sums over all images, by the closed form. Time and memory are quadratic.
    ///
    /// @param queries the places of queries
    /// @param keys the places of keys, in the same cells
    /// @throws IllegalArgumentException if they are in other cells
    public Tensor pairs(Coordinates queries, Coordinates keys) {
        return queries == keys
                ? queries.once(new Made(choice, What.PAIRS, ElementType.FLOAT64, null), () -> makePairs(queries, keys))
                : makePairs(queries, keys);
    }

    private Tensor makePairs(Coordinates queries, Coordinates keys) {
        Tensor offsets = queries.offsetsFrom(keys);
        double[] cells = commonCells(queries, keys);
        if (cells == null) {
            return sphericalWaves(offsets);
        }
        int batch = cells.length / 9;
        Tensor[] examples = new Tensor[batch];
        for (int b = 0; b < batch; b++) {
            Tensor own = queries.areShared() ? offsets : offsets.select(0, b);
            examples[b] = images(own, Lattice.of(cells, b));
        }
        return Tensor.stack(0, examples);
    }

    /// {@return the shells at all images of atoms that they reach, in place of [#pairs] of a
    /// crystal; gradients reach the places}
    ///
    /// @param places in cells, of each example
    /// @param present which are atoms, `[batch, length]`; null for all
    /// @param type of the shells
    /// @throws IllegalArgumentException if they are in open space
    public Images images(Coordinates places, @Nullable Tensor present, ElementType type) {
        double[] cells = places.cells();
        if (cells == null) {
            throw new IllegalArgumentException("places: expected cells, got open space, where all pairs are near");
        }
        return places.once(
                new Made(choice, What.IMAGES, type, present),
                () -> images(Neighbours.of(shells, places, present, type, cells), cells.length / 9));
    }

    private static Images images(Neighbours neighbours, int batch) {
        int rows = neighbours.shells().extent(0);
        int most = neighbours.shells().extent(1);
        return rows <= FEW * batch * most ? neighbours.byPairs(batch) : neighbours;
    }

    /// `Σₖ 4πk² ŝ(k) sin(2πkr)/(2πkr) Δk`.
    private Tensor sphericalWaves(Tensor offsets) {
        double[] doubled = new double[spheres.length];
        double[] amplitudes = new double[spheres.length * shells.count()];
        for (int s = 0; s < spheres.length; s++) {
            doubled[s] = 2 * spheres[s];
            for (int b = 0; b < shells.count(); b++) {
                amplitudes[s * shells.count() + b] = volume(spheres[s]) * shells.transformAt(b, spheres[s]);
            }
        }
        return Shells.distances(offsets)
                .multiply(Tensor.of(doubled, spheres.length))
                .sinc()
                .matmul(Tensor.of(amplitudes, spheres.length, shells.count()));
    }

    private Tensor images(Tensor offsets, Lattice lattice) {
        Tensor vectors = Tensor.of(lattice.vectors(), 3, 3);
        Tensor shares = offsets.detach().matmul(Tensor.of(lattice.inverse(), 3, 3));
        Tensor nearest = offsets.subtract(shares.add(0.5).floor().matmul(vectors));
        double[] translations = lattice.translations(shells.vanishing());
        Tensor sum = null;
        for (int t = 0; t < translations.length; t += 3) {
            double[] translation = Arrays.copyOfRange(translations, t, t + 3);
            Tensor image = shells.at(nearest.add(Tensor.of(translation, 3)));
            sum = sum == null ? image : sum.add(image);
        }
        if (sum == null) {
            throw new AssertionError("no images");
        }
        return sum;
    }
}
