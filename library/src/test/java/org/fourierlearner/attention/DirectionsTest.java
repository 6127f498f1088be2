package org.fourierlearner.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each direction alone is normal; within blocks they are orthogonal, or at the angles of a simplex.
final class DirectionsTest {
    private static final int WIDTH = 5;

    /// More than one block, and a part of another.
    private static final int COUNT = 7;

    private static final int DRAWS = 20_000;

    /// Matrices of this width have rounding errors of some units in the last place of 1.
    private static final double ROUNDING = 32 * 0x1p-24;

    private final Scope scope = Scope.withoutGradients();

    @AfterEach
    void close() {
        scope.close();
    }

    private static double[][][] draw(Directions directions, int draws, int count, int width) {
        double[] flat =
                directions.draw(draws, count, width, Randomness.seeded(11)).toDoubles();
        double[][][] rows = new double[draws][count][width];
        for (int n = 0; n < flat.length; n++) {
            rows[n / (count * width)][n / width % count][n % width] = flat[n];
        }
        return rows;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += a[d] * b[d];
        }
        return sum;
    }

    private static double cosine(double[] a, double[] b) {
        return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    }

    @ParameterizedTest
    @EnumSource
    void eachDirectionIsNormal(Directions directions) {
        double[][][] rows = draw(directions, DRAWS, COUNT, WIDTH);
        for (int row = 0; row < COUNT; row++) {
            for (int a = 0; a < WIDTH; a++) {
                double mean = 0;
                double fourth = 0;
                double[] products = new double[WIDTH];
                for (double[][] draw : rows) {
                    mean += draw[row][a] / DRAWS;
                    fourth += Math.pow(draw[row][a], 4) / DRAWS;
                    for (int b = 0; b < WIDTH; b++) {
                        products[b] += draw[row][a] * draw[row][b] / DRAWS;
                    }
                }
                // five standard errors; the variances are 1, and 96, 2 and 1 for products
                assertThat(mean).isCloseTo(0, within(5 / Math.sqrt(DRAWS)));
                assertThat(fourth).isCloseTo(3, within(5 * Math.sqrt(96.0 / DRAWS)));
                for (int b = 0; b < WIDTH; b++) {
                    assertThat(products[b])
                            .isCloseTo(a == b ? 1 : 0, within(5 * Math.sqrt((a == b ? 2.0 : 1.0) / DRAWS)));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 64})
    void orthogonalDirectionsAreOrthogonalWithinBlocks(int width) {
        for (double[][] draw : draw(Directions.ORTHOGONAL, 3, 2 * width + 1, width)) {
            for (int i = 0; i < 2 * width; i++) {
                for (int j = 0; j < i; j++) {
                    if (i / width == j / width) {
                        assertThat(cosine(draw[i], draw[j])).isCloseTo(0, within(ROUNDING));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 64})
    void simplexDirectionsHaveEqualAnglesWithinBlocks(int width) {
        for (double[][] draw : draw(Directions.SIMPLEX, 3, 2 * width + 1, width)) {
            for (int i = 0; i < 2 * width; i++) {
                for (int j = 0; j < i; j++) {
                    if (i / width == j / width) {
                        assertThat(cosine(draw[i], draw[j])).isCloseTo(-1.0 / (width - 1), within(ROUNDING));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void differentBlocksAndHeadsAreIndependent(Directions directions) {
        double[][][] rows = draw(directions, DRAWS, COUNT, WIDTH);
        double blocks = 0;
        double heads = 0;
        for (int n = 0; n < DRAWS; n++) {
            blocks += dot(rows[n][0], rows[n][WIDTH]) / DRAWS;
            heads += dot(rows[n][0], rows[(n + 1) % DRAWS][0]) / DRAWS;
        }

        // five standard errors; the product of two independent directions has the variance of its width
        assertThat(blocks).isCloseTo(0, within(5 * Math.sqrt((double) WIDTH / DRAWS)));
        assertThat(heads).isCloseTo(0, within(5 * Math.sqrt((double) WIDTH / DRAWS)));
    }

    @ParameterizedTest
    @EnumSource
    void anyNumberOfAnyWidthCanBeDrawn(Directions directions) {
        for (int width : new int[] {1, 2, 7}) {
            for (int count : new int[] {1, 2, 7, 15}) {
                assertThat(directions
                                .draw(2, count, width, Randomness.seeded(1))
                                .shape()
                                .extents())
                        .containsExactly(2, count, width);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedGivesTheSameDirections(Directions directions) {
        assertThat(directions.draw(2, COUNT, WIDTH, Randomness.seeded(5)).toFloats())
                .containsExactly(
                        directions.draw(2, COUNT, WIDTH, Randomness.seeded(5)).toFloats());
    }
}
