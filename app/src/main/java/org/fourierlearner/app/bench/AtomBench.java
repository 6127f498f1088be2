package org.fourierlearner.app.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.fourierlearner.model.MoleculeBatch;
import org.fourierlearner.model.MoleculeInput;
import org.fourierlearner.model.MoleculeTransformer;
import org.fourierlearner.model.MoleculeTransformerConfig;
import org.fourierlearner.nn.Activation;
import org.fourierlearner.nn.Norm;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Times forward and backward passes of the energy of one molecule, by its number of atoms.
public final class AtomBench {
    private static final List<String> ELEMENTS = List.of("H", "C", "N", "O");

    /// Of organic molecules about, in atoms per Å³.
    private static final double DENSITY = 0.05;

    /// In Å: how far masks are accurate, whatever the molecule's size.
    private static final double REACH = 7;

    static final int WIDTH = 64;

    /// What takes longer is run once, without a warm-up.
    private static final double LONG_SECONDS = 5;

    private final List<Integer> sizes;
    private final int layers;
    private final Effort effort;
    private final double mostSeconds;
    private final long mostBytes;

    /// A time.
    ///
    /// @param way which attention
    /// @param atoms of the molecule
    /// @param seconds the median
    public record Timing(AtomWay way, int atoms, double seconds) {}

    /// Chooses what to measure.
    ///
    /// @param sizes numbers of atoms, ascending
    /// @param layers of the model
    /// @param effort how long
    /// @param mostSeconds larger sizes are left out once one is expected to take longer for one
    ///     pass
    /// @param mostBytes or is expected to need more
    public AtomBench(List<Integer> sizes, int layers, Effort effort, double mostSeconds, long mostBytes) {
        this.sizes = sizes;
        this.layers = layers;
        this.effort = effort;
        this.mostSeconds = mostSeconds;
        this.mostBytes = mostBytes;
    }

    /// {@return the times of what could be measured}
    ///
    /// @param progress told what is measured
    public List<Timing> run(Progress progress) {
        List<Timing> timings = new ArrayList<>();
        for (AtomWay way : AtomWay.values()) {
            try (MoleculeTransformer model = model(way)) {
                double expected = 0;
                int before = 0;
                for (int atoms : sizes) {
                    double growth = before == 0 ? 0 : (double) atoms / before;
                    expected *= way.isLinear() ? growth : growth * growth;
                    if (expected > mostSeconds || model.activations(1, atoms, true) > mostBytes / Float.BYTES) {
                        break;
                    }
                    progress.show("%s, %,d atoms".formatted(way.label(), atoms), "");
                    expected = seconds(model, atoms, expected);
                    before = atoms;
                    timings.add(new Timing(way, atoms, expected));
                }
            }
        }
        return timings;
    }

    private MoleculeTransformer model(AtomWay way) {
        var config = new MoleculeTransformerConfig(
                layers, WIDTH, way.heads(), 0, way.attention(REACH), Activation.SWIGLU, Norm.RMS, false);
        var input = new MoleculeInput(
                ELEMENTS,
                1,
                List.of("energy"),
                List.of(true),
                Collections.nCopies(ELEMENTS.size(), 0.0),
                Collections.nCopies(ELEMENTS.size(), 1.0),
                1,
                REACH);
        return new MoleculeTransformer(config, input, Randomness.seeded(1));
    }

    private double seconds(MoleculeTransformer model, int atoms, double expected) {
        try (var _ = Scope.withGradients()) {
            MoleculeBatch molecule = molecule(atoms);
            if (expected < LONG_SECONDS) {
                pass(model, molecule);
            }
            List<Double> laps = new ArrayList<>();
            double spent = 0;
            do {
                double lap = pass(model, molecule);
                laps.add(lap);
                spent += lap;
            } while (spent < LONG_SECONDS && (laps.size() < effort.leastRuns() || spent < effort.seconds()));
            return median(laps);
        }
    }

    private static double pass(MoleculeTransformer model, MoleculeBatch molecule) {
        long start = System.nanoTime();
        try (var _ = Scope.open()) {
            model.targets(molecule).sum().backward();
        }
        model.parameters().weights().values().forEach(Tensor::clearGradient);
        return (System.nanoTime() - start) / 1e9;
    }

    private static double median(List<Double> laps) {
        double[] sorted = laps.stream().mapToDouble(lap -> lap).sorted().toArray();
        return 0.5 * (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]);
    }

    private static MoleculeBatch molecule(int atoms) {
        Randomness random = Randomness.seeded(atoms);
        double side = Math.cbrt(atoms / DENSITY);
        long[] elements = new long[atoms];
        boolean[] isAtom = new boolean[atoms];
        Arrays.setAll(elements, atom -> atom % ELEMENTS.size());
        Arrays.fill(isAtom, true);
        Tensor positions = random.uniform(1, atoms, 3).multiply(side);
        return new MoleculeBatch(
                Tensor.of(elements, 1, atoms),
                null,
                positions.to(ElementType.FLOAT64),
                Tensor.of(isAtom, 1, atoms),
                null);
    }
}
