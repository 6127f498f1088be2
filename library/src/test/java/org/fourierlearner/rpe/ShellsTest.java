package org.fourierlearner.rpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Shells against their definitions, and the waves that stand for them against shells.
final class ShellsTest {
    private static final Shells SHELLS = new Shells(5, 0.7, 3, 0.5, 0);

    /// Amplitudes and waves are in single precision: sums of thousands of them, up to some tens.
    private static final double ROUNDING = 1e-4;

    private static final CoordinateRange RANGE = new CoordinateRange(3, 1, 4);

    private final Scope scope = Scope.withoutGradients();

    @AfterEach
    void close() {
        scope.close();
    }

    private static double[] at(double... offset) {
        return SHELLS.at(Tensor.of(offset, 1, 3)).toDoubles();
    }

    /// `(ρ/r)(exp(−(r−ρ)²/2σ²) − exp(−(r+ρ)²/2σ²))`, written anew.
    private static double shell(int shell, double r) {
        double rho = 0.7 + shell * (3 - 0.7) / 4;
        return rho / r * (Math.exp(-(r - rho) * (r - rho) / 0.5) - Math.exp(-(r + rho) * (r + rho) / 0.5));
    }

    @Test
    void shellsAreFunctionsOfTheDistance() {
        for (int s = 0; s < 5; s++) {
            assertThat(at(1.2, -0.5, 0.9)[s]).isCloseTo(shell(s, Math.sqrt(1.44 + 0.25 + 0.81)), within(1e-7));
            // the limit
            double rho = SHELLS.radius(s);
            assertThat(at(0, 0, 0)[s]).isCloseTo(2 * rho * rho / 0.25 * Math.exp(-rho * rho / 0.5), within(1e-6));
        }
    }

    /// `s(r) = ∫ 4πk² ŝ(k) sin(2πkr)/(2πkr) dk`, by the rule of Simpson.
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1, 2.9, 4})
    void transformsAreThoseOfShells(double r) {
        int steps = 4000;
        double end = 3;
        for (int s = 0; s < 5; s++) {
            double sum = 0;
            for (int i = 0; i <= steps; i++) {
                double k = end * i / steps;
                double weight = (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2) * end / steps / 3;
                double sinc = k == 0 ? 1 : Math.sin(2 * Math.PI * k * r) / (2 * Math.PI * k * r);
                sum += weight * 4 * Math.PI * k * k * SHELLS.transformAt(s, k) * sinc;
            }
            assertThat(sum).isCloseTo(shell(s, r), within(1e-7));
        }
    }

    /// The mean of `xᵃyᵇzᶜ` over the sphere is `(a−1)!!(b−1)!!(c−1)!!/(a+b+c+1)!!` for even
    /// exponents.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 8, 13, 24})
    void designsAreExactUpToTheirDegree(int degree) {
        SphericalDesign design = SphericalDesign.ofDegree(degree);
        for (int a = 0; a <= degree; a++) {
            for (int b = 0; a + b <= degree; b++) {
                for (int c = (a + b) % 2; a + b + c <= degree; c += 2) {
                    double sum = 0;
                    for (int d = 0; d < design.count(); d++) {
                        sum += design.weights()[d]
                                * Math.pow(design.directions()[3 * d], a)
                                * Math.pow(design.directions()[3 * d + 1], b)
                                * Math.pow(design.directions()[3 * d + 2], c);
                    }
                    boolean odd = a % 2 == 1 || b % 2 == 1 || c % 2 == 1;
                    double mean = odd
                            ? 0
                            : doubleFactorial(a - 1)
                                    * doubleFactorial(b - 1)
                                    * doubleFactorial(c - 1)
                                    / doubleFactorial(a + b + c + 1);
                    assertThat(sum).as("x^%d y^%d z^%d", a, b, c).isCloseTo(mean, within(1e-13));
                }
            }
        }
    }

    private static double doubleFactorial(int n) {
        double product = 1;
        for (int i = n; i > 1; i -= 2) {
            product *= i;
        }
        return product;
    }

    private static double[] ofWaves(ShellWaves waves, Coordinates at) {
        ShellWaves.Waves w = waves.at(at, at, ElementType.FLOAT32);
        Tensor amplitudes =
                Tensor.concatenate(-2, w.amplitudes(), w.amplitudes()).transpose(-1, -2);
        Tensor scaled = w.query().unsqueeze(-3).multiply(amplitudes.unsqueeze(-2));
        return scaled.matmul(w.key().unsqueeze(-3).transpose(-1, -2))
                .transpose(-3, -1)
                .toDoubles();
    }

    private static double worst(double[] first, double[] second) {
        assertThat(first).hasSameSizeAs(second);
        double worst = 0;
        for (int i = 0; i < first.length; i++) {
            worst = Math.max(worst, Math.abs(first[i] - second[i]));
        }
        return worst;
    }

    private static double[] pairs(ShellWaves waves, Coordinates at) {
        return waves.pairs(at, at).transpose(-3, -2).toDoubles();
    }

    /// So many frequencies, and of such degrees, that nothing is left out.
    private static ShellWaves complete() {
        return new ShellWaves(SHELLS, RANGE, 0.9, 16);
    }

    private static Coordinates inBall() {
        Tensor directions = Randomness.seeded(1).normal(40, 3);
        return Coordinates.of(
                directions.divide(directions.square().sum(-1).sqrt().multiply(1 / 2.0)));
    }

    private static Coordinates inCells() {
        double[] cells = {4, 0, 0, 1, 3.5, 0, -0.5, 0.7, 5, 2.5, 0, 0, 0, 2.6, 0, 0, 0, 2.7};
        return Coordinates.of(Randomness.seeded(2).normal(2, 6, 3).multiply(3)).inCells(cells);
    }

    @Test
    void wavesAreShellsWithinReach() {
        Coordinates at = inBall();
        double[] shells = SHELLS.at(at.offsetsFrom(at)).transpose(-3, -2).toDoubles();
        assertThat(worst(ofWaves(complete(), at), shells)).isLessThan(ROUNDING);
        assertThat(worst(pairs(complete(), at), shells)).isLessThan(1e-5);
    }

    @Test
    void wavesOfACrystalAreSumsOverAllImages() {
        assertThat(worst(ofWaves(complete(), inCells()), pairs(complete(), inCells())))
                .isLessThan(ROUNDING);
    }

    /// What lies beyond the usual cutoff is `∫ 4πk² |ŝ(k)| dk ≤ 0.042` of a shell; what the usual
    /// designs leave of the mean over directions is less.
    @Test
    void theUsualFrequenciesLeaveLittleOut() {
        var usual = new ShellWaves(SHELLS, RANGE);
        Coordinates at = inBall();
        double[] shells = SHELLS.at(at.offsetsFrom(at)).transpose(-3, -2).toDoubles();
        assertThat(worst(pairs(usual, at), shells)).isLessThan(0.06);
        assertThat(worst(ofWaves(usual, at), pairs(usual, at))).isLessThan(0.01);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 2, 1, 0, 'count: expected a positive number, got 0'",
        "1, 0, 2, 1, 0, 'innermost: expected a positive number, got 0.0'",
        "1, 3, 2, 1, 0, 'outermost: expected at least innermost, 3.0, got 2.0'",
        "1, 1, 2, NaN, 0, 'blur: expected a positive number, got NaN'",
        "1, 1, 2, 1, -1, 'reach: expected a number ≥ 0, got -1.0'"
    })
    void shellsThatAreNoneAreRefused(
            int count, double innermost, double outermost, double blur, double reach, String message) {
        assertThatThrownBy(() -> new Shells(count, innermost, outermost, blur, reach))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void whatIsNotInSpaceOrTooLargeIsRefused() {
        assertThatThrownBy(() -> new ShellWaves(SHELLS, new CoordinateRange(2, 1, 4)))
                .hasMessage("rpe: expected another for positions in 2 dimensions, got shells, which are in space");
        assertThatThrownBy(() -> new ShellWaves(SHELLS, new CoordinateRange(3, 1, 1e3)).count())
                .hasMessage(
                        "shells: expected at most 200,000 frequencies, got more for reach 1000.0; take a larger attention.rpe.blur, or attention.path = exact");
    }
}
