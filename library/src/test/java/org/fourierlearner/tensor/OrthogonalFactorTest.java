package org.fourierlearner.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Orthogonal, and uniformly distributed, which a bare QR decomposition is not.
class OrthogonalFactorTest {
    private static final int DRAWS = 10_000;

    private final Scope scope = Scope.open();
    private final Randomness random = Randomness.seeded(11);

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void rowsAndColumnsAreOrthonormal() {
        int width = 7;
        Tensor q = random.normal(3, width, width).orthogonalFactor();
        Tensor rows = q.matmul(q.transpose(-1, -2));
        Tensor columns = q.transpose(-1, -2).matmul(q);

        float[] identity = new float[3 * width * width];
        for (int i = 0; i < identity.length; i++) {
            identity[i] = i % (width * width) % (width + 1) == 0 ? 1 : 0;
        }
        // products of n reflections, each rounded a few times n: 10·n² units
        float rounding = 10 * width * width * 0x1p-24f;
        assertThat(rows.toFloats()).containsExactly(identity, within(rounding));
        assertThat(columns.toFloats()).containsExactly(identity, within(rounding));
    }

    /// Without the signs Householder QR gives a first entry that is never positive; with them it has mean 0 and
    /// variance 1/n.
    @Test
    void entriesAreUnbiased() {
        int width = 3;
        Tensor mean = random.normal(DRAWS, width, width).orthogonalFactor().mean(0);

        for (double entry : mean.toDoubles()) {
            assertThat(entry).isCloseTo(0, within(5 / Math.sqrt(DRAWS * (double) width)));
        }
    }

    /// For a uniform orthogonal matrix the trace has variance 1; that of the factor without signs is far off.
    @Test
    void theTraceHasVarianceOne() {
        int width = 3;
        Tensor identity = Tensor.of(new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 1, width, width);
        Tensor traces = random.normal(DRAWS, width, width)
                .orthogonalFactor()
                .multiply(identity)
                .sum(-1)
                .sum(-2);

        double square = traces.square().mean().item();
        double fourth = traces.square().square().mean().item();
        assertThat(square).isCloseTo(1, within(5 * Math.sqrt((fourth - square * square) / DRAWS)));
    }

    @Test
    void theFactorOfAnOrthogonalMatrixIsItself() {
        Tensor reflection = Tensor.of(new double[] {0, 1, 1, 0}, 2, 2);
        Tensor q = random.normal(5, 5).to(ElementType.FLOAT64).orthogonalFactor();

        assertThat(reflection.orthogonalFactor().toDoubles())
                .containsExactly(new double[] {0, 1, 1, 0}, within(10 * 4 * Math.ulp(1.0)));
        assertThat(q.orthogonalFactor().toDoubles()).containsExactly(q.toDoubles(), within(10 * 25 * Math.ulp(1.0)));
    }

    @Test
    void aSingularMatrixStillGivesAnOrthogonalFactor() {
        Tensor q = Tensor.zeros(2, 2).orthogonalFactor();

        assertThat(q.matmul(q.transpose(0, 1)).toFloats()).containsExactly(1, 0, 0, 1);
    }

    @Test
    void anEmptyMatrixHasAnEmptyFactor() {
        assertThat(Tensor.zeros(0, 0).orthogonalFactor().shape()).isEqualTo(Shape.of(0, 0));
    }
}
