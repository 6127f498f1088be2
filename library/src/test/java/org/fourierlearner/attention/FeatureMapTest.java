package org.fourierlearner.attention;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What features of each kind must be; that attention uses them as defined is shown by [AttentionTest].
final class FeatureMapTest {
    private static final int WIDTH = 5;
    private static final int FEATURES = 14;

    /// Each an independent estimate.
    private static final int DRAWS = 20_000;

    static final List<RandomFeatureMap> everyRandomMap = Arrays.stream(Directions.values())
            .flatMap(directions -> Stream.<RandomFeatureMap>of(
                    new PositiveFeatureMap(FEATURES, directions, false),
                    new HyperbolicFeatureMap(FEATURES, directions, false),
                    new OptimalPositiveFeatureMap(FEATURES, directions, false, 2),
                    new TrigonometricFeatureMap(FEATURES, directions, false)))
            .toList();

    static final List<DeterministicFeatureMap> everyDeterministicMap =
            List.of(new ReluFeatureMap(0.25), new EluFeatureMap());

    static final List<RandomFeatureMap> everyDefault = List.of(
            PositiveFeatureMap.defaults(),
            HyperbolicFeatureMap.defaults(),
            OptimalPositiveFeatureMap.defaults(),
            TrigonometricFeatureMap.defaults());

    private final Scope scope = Scope.withoutGradients();

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void everyPermittedMapIsTested() {
        assertThat(everyRandomMap.stream().<Class<?>>map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(RandomFeatureMap.class.getPermittedSubclasses());
        assertThat(everyDefault.stream().<Class<?>>map(Object::getClass))
                .containsExactlyInAnyOrder(RandomFeatureMap.class.getPermittedSubclasses());
        assertThat(everyDeterministicMap.stream().<Class<?>>map(Object::getClass))
                .containsExactlyInAnyOrder(DeterministicFeatureMap.class.getPermittedSubclasses());
        assertThat(FeatureMap.class.getPermittedSubclasses())
                .containsExactlyInAnyOrder(RandomFeatureMap.class, DeterministicFeatureMap.class);
    }

    /// `Φ(x)·Φ(y)` of independent draws.
    private static double[] products(RandomFeatureMap map, float[] x, float[] y) {
        Tensor omega = map.directions().draw(DRAWS, map.draws(), WIDTH, Randomness.seeded(3));
        return values(map, omega, x).multiply(values(map, omega, y)).sum(-1).toDoubles();
    }

    private static Tensor values(RandomFeatureMap map, Tensor omega, float[] x) {
        Tensor token = Tensor.of(x, 1, WIDTH);
        Features features = map.at(
                token.matmul(omega.transpose(-1, -2)), token.square().sum(-1).multiply(0.5), omega);
        assertThat(features.log().extent(-1)).isEqualTo(map.features());
        return features.times(features.log().exp());
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
    }

    @ParameterizedTest
    @FieldSource("everyRandomMap")
    void productsEstimateTheExponentialWithoutBias(RandomFeatureMap map) {
        float[] x = {0.5f, -0.4f, 0.3f, 0.1f, -0.2f};
        for (float[] y : new float[][] {x, {-0.5f, 0.4f, -0.3f, -0.1f, 0.2f}, {0.1f, 0.6f, 0.3f, -0.3f, 0.2f}}) {
            double dot = 0;
            for (int d = 0; d < WIDTH; d++) {
                dot += (double) x[d] * y[d];
            }
            double[] products = products(map, x, y);
            double standardError = Math.sqrt(variance(products) / DRAWS);

            // where an estimate is exact, such as the trigonometric one at x = y, rounding remains
            assertThat(mean(products)).isCloseTo(Math.exp(dot), within(5 * standardError + 2 * FEATURES * 0x1p-24));
        }
    }

    @ParameterizedTest
    @FieldSource("everyDefault")
    void defaultsStayAsDrawnInOrthogonalDirections(RandomFeatureMap map) {
        assertThat(map.features()).isEqualTo(128);
        assertThat(map.directions()).isEqualTo(Directions.ORTHOGONAL);
        assertThat(map.trained()).isFalse();
    }

    /// The second moment of the product of one feature, in closed form.
    private static double secondMoment(double a, double s2) {
        return Math.pow(1 - 4 * a, WIDTH)
                * Math.pow(1 - 8 * a, -WIDTH / 2.0)
                * Math.exp(2 * (1 - 4 * a) / (1 - 8 * a) * s2 - s2);
    }

    @Test
    void theCurvatureOfOptimalFeaturesGivesTheLeastVariance() {
        for (double s2 : new double[] {0.01, 0.5, 2, 10, 100}) {
            var map = new OptimalPositiveFeatureMap(FEATURES, Directions.INDEPENDENT, false, s2);
            double best = map.curvature(WIDTH);
            double least = secondMoment(best, s2);

            assertThat(best).isNegative();
            assertThat(least).isLessThan(secondMoment(0, s2));
            assertThat(secondMoment(best * 1.01, s2)).isGreaterThan(least);
            assertThat(secondMoment(best * 0.99, s2)).isGreaterThan(least);
        }
    }

    @Test
    void optimalFeaturesVaryLessThanPositiveOnesAsMuchAsTheClosedFormSays() {
        float[] x = {0.5f, -0.4f, 0.3f, 0.1f, -0.2f};
        double s2 = 4 * 0.55;
        var optimal = new OptimalPositiveFeatureMap(FEATURES, Directions.INDEPENDENT, false, s2);
        double[] better = products(optimal, x, x);
        double[] plain = products(new PositiveFeatureMap(FEATURES, Directions.INDEPENDENT, false), x, x);
        // |x + y|² = 4|x|², and exp(−s²) is the square of exp(−|x|² − |y|²) over that of the kernel
        double kernel = Math.exp(2 * 0.55);

        assertThat(variance(better)).isLessThan(variance(plain));
        // the relative error of a variance of light-tailed draws is a few over the root of their number
        assertThat(variance(better))
                .isCloseTo(
                        (secondMoment(optimal.curvature(WIDTH), s2) - 1) * kernel / FEATURES,
                        within(0.1 * variance(better)));
    }

    @Test
    void theSecondMomentIsThatOfAllPairs() {
        float[] queries = Tokens.gaussian(1, 3 * WIDTH, 1);
        float[] keys = Tokens.gaussian(2, 4 * WIDTH, 1);
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 4; j++) {
                for (int d = 0; d < WIDTH; d++) {
                    double both = (double) queries[i * WIDTH + d] + keys[j * WIDTH + d];
                    sum += both * both / 12;
                }
            }
        }

        double measured =
                OptimalPositiveFeatureMap.secondMoment(Tensor.of(queries, 3, WIDTH), Tensor.of(keys, 4, WIDTH));

        // the sum is computed in double precision
        assertThat(measured).isCloseTo(sum, within(100 * Math.ulp(sum)));
    }

    @Test
    void hyperbolicFeaturesVaryNoMoreThanAsManyPositiveOnes() {
        float[] x = {0.5f, -0.4f, 0.3f, 0.1f, -0.2f};
        double[] hyperbolic = products(new HyperbolicFeatureMap(FEATURES, Directions.INDEPENDENT, false), x, x);
        double[] positive = products(new PositiveFeatureMap(FEATURES, Directions.INDEPENDENT, false), x, x);

        assertThat(variance(hyperbolic)).isLessThan(variance(positive));
    }

    @Test
    void reluFeaturesAreTheDefinition() {
        float[] x = {-80, -1, 0, 1e-3f, 2, 80};

        double[] actual = new ReluFeatureMap(0.25).at(Tensor.of(x, 6, 1)).log().toDoubles();

        for (int n = 0; n < x.length; n++) {
            double expected = Math.log(Math.max(x[n], 0) + 0.25);
            // one rounding of the sum, one of the logarithm
            assertThat(actual[n]).isCloseTo(expected, within(2 * 0x1p-24 * (1 + Math.abs(expected))));
        }
    }

    @Test
    void eluFeaturesKeepTheirLogarithmsWhereExponentialsUnderflow() {
        float[] x = {-80, -1e-6f, 0, 1e-6f, 1, 80};

        double[] actual = new EluFeatureMap().at(Tensor.of(x, 6, 1)).log().toDoubles();

        for (int n = 0; n < x.length; n++) {
            double expected = x[n] < 0 ? x[n] : Math.log1p(x[n]);
            // one rounding
            assertThat(actual[n]).isCloseTo(expected, within(0x1p-23 * Math.abs(expected)));
        }
    }

    @Test
    void eluFeaturesHaveTheSlopeOneOnBothSidesOfZero() {
        try (var _ = Scope.withGradients()) {
            Tensor x = Tensor.of(new float[] {-80, -1e-6f, 0, 1e-6f, 80}, 5, 1).requireGradient();

            new EluFeatureMap().at(x).log().sum().backward();

            assertThat(x.gradient().orElseThrow().toDoubles())
                    .usingComparatorWithPrecision(2e-6) // 1/(1 + 10⁻⁶), and its rounding
                    .containsExactly(1, 1, 1, 1, 1 / 81.0);
        }
    }

    @Test
    void productsOfFeaturesAreAllPairs() {
        var first = new Features(Tensor.of(new float[] {1, 2}, 1, 2), null);
        var second =
                new Features(Tensor.of(new float[] {10, 20, 30}, 1, 3), Tensor.of(new float[] {1, -1, 0.5f}, 1, 3));

        Features both = first.times(second);

        assertThat(both.log().toFloats()).containsExactly(11, 21, 31, 12, 22, 32);
        assertThat(requireNonNull(both.factor()).toFloats()).containsExactly(1, -1, 0.5f, 1, -1, 0.5f);
        assertThat(first.times(first).factor()).isNull();
    }
}
