package org.fourierlearner.rpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;
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

    private Neighbours neighbours(@Nullable Tensor present) {
        return Neighbours.of(SHELLS, at, present, ElementType.FLOAT32, CELLS);
    }

    /// {@return each shell's sum over images, of a factor for each atom}
    private static Tensor sums(Images images, Tensor factors) {
        int count = SHELLS.count();
        Tensor products = factors.unsqueeze(-1).expand(2, ATOMS, count).contiguous();
        return images.sums(products, identity(count));
    }

    private static Tensor identity(int count) {
        float[] rows = new float[count * count];
        for (int i = 0; i < count; i++) {
            rows[i * count + i] = 1;
        }
        return Tensor.of(rows, count, count);
    }

    @Test
    void theyAreTheImagesOfAllPairsWithGradients() {
        Tensor factors = Randomness.seeded(4).normal(2, ATOMS);
        Tensor expected = waves.pairs(at, at)
                .multiply(factors.to(ElementType.FLOAT64).reshape(2, 1, ATOMS, 1))
                .sum(2)
                .squeeze(2);
        double[] slopes = slopes(expected);

        for (Images images : List.of(neighbours(null), neighbours(null).byPairs(2))) {
            Tensor sums = sums(images, factors);
            // a hundred images in single precision, those that are left out below 3·10⁻⁷ each
            assertThat(sums.toDoubles()).containsExactly(expected.toDoubles(), within(1e-5));
            // slopes of squares, ten times as large
            assertThat(slopes(sums)).containsExactly(slopes, within(1e-4));
        }
    }

    @Test
    void severalValuesOfAMaskAreNextToEachOther() {
        Randomness random = Randomness.seeded(5);
        Tensor products = random.normal(2, ATOMS, 6);
        Tensor weights = random.normal(3, SHELLS.count());
        double[] byPairs = neighbours(null).byPairs(2).sums(products, weights).toDoubles();

        // roundings of sums of a hundred images
        assertThat(neighbours(null).sums(products, weights).toDoubles()).containsExactly(byPairs, within(1e-4));
        Tensor first = products.reshape(2, ATOMS, 3, 2).select(-1, 0);
        double[] ofFirst = neighbours(null).sums(first, weights).toDoubles();
        for (int i = 0; i < ofFirst.length; i++) {
            assertThat(byPairs[2 * i]).isCloseTo(ofFirst[i], within(1e-4));
        }
    }

    @Test
    void imagesOfSmallCellsAreAddedUp() {
        assertThat(waves.images(at, null, ElementType.FLOAT32)).isInstanceOf(PairImages.class);
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
        Tensor mask = present.to(ElementType.FLOAT32);
        Tensor expected = sums(neighbours(null), mask).multiply(mask.unsqueeze(-1));

        for (Images images : List.of(neighbours(present), neighbours(present).byPairs(2))) {
            Tensor sums = sums(images, Tensor.ones(2, ATOMS));
            // as above: images may be added up in another order
            assertThat(sums.multiply(mask.unsqueeze(-1)).toDoubles())
                    .containsExactly(expected.toDoubles(), within(1e-5));
            assertThat(sums.select(0, 1).narrow(0, 2, ATOMS - 2).toFloats()).containsOnly(0f);
        }
    }

    @Test
    void openSpaceIsRefused() {
        assertThatThrownBy(() -> waves.images(Coordinates.of(places), null, ElementType.FLOAT32))
                .hasMessage("places: expected cells, got open space, where all pairs are near");
    }
}
