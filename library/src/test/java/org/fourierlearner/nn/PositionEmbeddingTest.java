package org.fourierlearner.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.Test;

class PositionEmbeddingTest {
    private static final int DIM = 6;

    @Test
    void sinusoidsAreThoseOfTheFormula() {
        try (var _ = Scope.withoutGradients()) {
            var positions = new PositionEmbedding(AbsolutePositions.SINUSOIDAL, 10, DIM, Randomness.seeded(1));

            float[] added = positions.add(Tensor.zeros(1, 2, DIM), 1000).toFloats();

            for (int t = 0; t < 2; t++) {
                for (int d = 0; d < DIM / 2; d++) {
                    double angle = (1000 + t) / Math.pow(10_000, 2.0 * d / DIM);
                    // single precision of numbers up to 1
                    assertThat((double) added[t * DIM + d]).isCloseTo(Math.sin(angle), within(1e-7));
                    assertThat((double) added[t * DIM + DIM / 2 + d]).isCloseTo(Math.cos(angle), within(1e-7));
                }
            }
        }
    }

    @Test
    void learnedPositionsBeginWhereTheTokensDo() {
        try (var _ = Scope.withoutGradients()) {
            var positions = new PositionEmbedding(AbsolutePositions.LEARNED, 10, DIM, Randomness.seeded(1));
            Tensor zeros = Tensor.zeros(1, 3, DIM);

            assertThat(positions.add(zeros, 4).toFloats())
                    .isEqualTo(
                            positions.parameters().get("weight").narrow(0, 4, 3).toFloats());
        }
    }

    @Test
    void noPositionsAddNothing() {
        try (var _ = Scope.withoutGradients()) {
            Tensor embeddings = Tensor.ones(1, 3, DIM);

            assertThat(new PositionEmbedding(AbsolutePositions.NONE, 10, DIM, Randomness.seeded(1)).add(embeddings, 0))
                    .isSameAs(embeddings);
        }
    }
}
