package org.fourierlearner.rpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Neighbours against the sum over all images, by pairs.
final class NeighboursTest {
    private static final Shells SHELLS = new Shells(4, 0.8, 3, 0.4, 6);
    private static final double[] CELLS = {
        4.1, 0, 0, 0.6, 3.7, 0, -0.4, 0.5, 4.6, 2.2, 0.1, 0, 0, 9, 0, 1, 0, 5,
    };
    private static final int ATOMS = 6;

    private final Scope scope = Scope.withGradients();
    private final Tensor places = Randomness.seeded(3)
            .normal(2, ATOMS, 3)
            .multiply(4)
            .to(ElementType.FLOAT64)
            .detach()
            .requireGradient();
    private final ShellWaves waves = new ShellWaves(SHELLS, new CoordinateRange(3, 1, 6));
    private final Coordinates at = Coordinates.of(places).inCells(CELLS);

    @AfterEach
    void close() {
        scope.close();
    }

    /// {@return the sum of a function over neighbours, with another factor for each}
    private static Tensor weighted(Neighbours neighbours, Tensor factors) {
        Tensor gathered =
                factors.reshape(2 * ATOMS, 1).indexSelect(0, neighbours.index()).reshape(2 * ATOMS, -1, 1);
        return neighbours.shells().multiply(gathered).sum(1).reshape(2, ATOMS, SHELLS.count());
    }

    @Test
    void theyAreTheImagesOfAllPairsWithGradients() {
        Tensor factors = Randomness.seeded(4).normal(2, ATOMS);
        Tensor sums = weighted(waves.neighbours(at, null), factors);
        Tensor expected = waves.pairs(at, at)
                .multiply(factors.to(ElementType.FLOAT64).reshape(2, 1, ATOMS, 1))
                .sum(2)
                .squeeze(2);

        // a hundred images in single precision, those that are left out below 3·10⁻⁷ each
        assertThat(sums.toDoubles()).containsExactly(expected.toDoubles(), within(1e-5));
        // slopes of squares, ten times as large
        assertThat(slopes(sums)).containsExactly(slopes(expected), within(1e-4));
    }

    private double[] slopes(Tensor sums) {
        return sums.square().sum().gradients(List.of(places), false).getFirst().toDoubles();
    }

    @Test
    void paddingIsNobodysNeighbourAndHasNone() {
        boolean[] isAtom = new boolean[2 * ATOMS];
        for (int i = 0; i < isAtom.length; i++) {
            isAtom[i] = i < ATOMS || i % ATOMS < 2;
        }
        Tensor present = Tensor.of(isAtom, 2, ATOMS);
        Neighbours some = waves.neighbours(at, present);
        Tensor expected = weighted(waves.neighbours(at, null), present.to(ElementType.FLOAT32));

        Tensor sums = weighted(some, Tensor.ones(2, ATOMS));
        assertThat(sums.multiply(present.to(ElementType.FLOAT32).unsqueeze(-1)).toDoubles())
                .containsExactly(
                        expected.multiply(present.to(ElementType.FLOAT32).unsqueeze(-1))
                                .toDoubles(),
                        within(1e-6));
        assertThat(sums.select(0, 1).narrow(0, 2, ATOMS - 2).toFloats()).containsOnly(0f);
    }

    @Test
    void openSpaceIsRefused() {
        assertThatThrownBy(() -> waves.neighbours(Coordinates.of(places), null))
                .hasMessage("places: expected cells, got open space, where all pairs are near");
    }
}
