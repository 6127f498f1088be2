package org.fourierlearner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// Ten thousand atoms in one example.
final class LargeCrystalTest {
    private static final double[] CELL = {4.1, 0, 0, 0.6, 3.7, 0, -0.4, 0.5, 4.6};
    private static final int[] TIMES = {20, 10, 10};

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Told(double energy, double[] forces) {}

    private static Told told(MoleculeTransformer model, MoleculeBatch batch) {
        try (var _ = Scope.withGradients()) {
            Tensor positions = batch.positions().detach().copy().requireGradient();
            Tensor energy = model.targets(TinyAtoms.at(batch, positions)).sum();
            Tensor slopes = energy.gradients(List.of(positions), false).getFirst();
            return new Told(energy.item(), slopes.negate().toDoubles());
        }
    }

    /// Many cells as one, in which no atom has more than a hundredth of the others within reach.
    private static MoleculeBatch repeated(MoleculeBatch one) {
        int atoms = one.positions().extent(1);
        long[] elements = one.elements().toLongs();
        double[] positions = one.positions().toDoubles();
        int cells = TIMES[0] * TIMES[1] * TIMES[2];
        long[] allElements = new long[cells * atoms];
        double[] allPositions = new double[3 * allElements.length];
        for (int cell = 0; cell < cells; cell++) {
            int[] at = {cell / (TIMES[1] * TIMES[2]), cell / TIMES[2] % TIMES[1], cell % TIMES[2]};
            System.arraycopy(elements, 0, allElements, cell * atoms, atoms);
            for (int i = 0; i < 3 * atoms; i++) {
                int axis = i % 3;
                allPositions[3 * cell * atoms + i] =
                        positions[i] + at[0] * CELL[axis] + at[1] * CELL[3 + axis] + at[2] * CELL[6 + axis];
            }
        }
        double[] whole =
                IntStream.range(0, 9).mapToDouble(i -> TIMES[i / 3] * CELL[i]).toArray();
        return TinyAtoms.batch(allElements, allPositions, whole);
    }

    @Test
    void theyHaveTheEnergyAndTheForcesOfTheirCells() {
        try (var model = TinyAtoms.of("attention.path=exact");
                var _ = Scope.withoutGradients()) {
            MoleculeBatch five = TinyAtoms.atoms(5, 3);
            MoleculeBatch one =
                    TinyAtoms.batch(five.elements().toLongs(), five.positions().toDoubles(), CELL);
            Told cell = told(model, one);
            Told all = told(model, repeated(one));

            // a hundred-thousandth of all: some hundred operations in single precision
            assertThat(all.energy()).isCloseTo(2000 * cell.energy(), within(2e-2 * Math.abs(cell.energy())));
            double greatest = Arrays.stream(cell.forces()).map(Math::abs).max().orElseThrow();
            assertThat(all.forces()).hasSize(30_000);
            for (int i = 0; i < all.forces().length; i++) {
                assertThat(all.forces()[i]).isCloseTo(cell.forces()[i % 15], within(2e-5 * greatest));
            }
        }
    }
}
