package org.fourierlearner.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.fourierlearner.attention.AttentionConfig.Masked;
import org.fourierlearner.attention.AttentionConfig.Path;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.ShellWaves;
import org.fourierlearner.rpe.Shells;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Masked attention by waves against all pairs, its symmetries, and what it refuses.
final class MaskedAttentionTest {
    private static final int BATCH = 2;
    private static final int HEADS = 3;
    private static final int WIDTH = 2;
    private static final int VALUES = 5;
    private static final int ATOMS = 7;
    private static final Shells SHELLS = new Shells(6, 0.7, 3, 0.5, 6);
    private static final Masked WAVES = new Masked(new EluFeatureMap(), SHELLS, Path.COMPOSED);
    private static final Masked PAIRS = new Masked(new EluFeatureMap(), SHELLS, Path.EXACT);

    /// Sums of some hundred numbers of the size of 1, each rounded a few times in single
    /// precision.
    private static final double ROUNDING = 2e-5;

    /// What frequencies beyond the cutoff and degrees beyond the design would add, of the
    /// greatest output: shells are damped to 0.007 there.
    private static final double CUT = 0.08;

    /// What the degrees of the designs leave of means over all directions.
    private static final double TURNED = 0.01;

    private final Scope scope = Scope.withoutGradients();
    private final Tensor query = Randomness.seeded(4).normal(BATCH, HEADS, ATOMS, WIDTH);
    private final Tensor key = Randomness.seeded(5).normal(BATCH, HEADS, ATOMS, WIDTH);
    private final Tensor value = Randomness.seeded(6).normal(BATCH, HEADS, ATOMS, VALUES);
    private final Tensor places =
            Randomness.seeded(7).normal(BATCH, ATOMS, 3).multiply(1.2).to(ElementType.FLOAT64);

    @AfterEach
    void close() {
        scope.close();
    }

    private static Attention create(AttentionConfig config) {
        return config.create(HEADS, WIDTH, new CoordinateRange(3, 1, 6), Randomness.seeded(3));
    }

    private Tensor attend(AttentionConfig config, Coordinates at) {
        return create(config).attend(query, key, value, at, at, Visibility.all());
    }

    private static void assertSame(Tensor actual, Tensor expected, double error) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.subtract(expected).abs().max().item()).isLessThan(error);
    }

    private static void assertNear(Tensor actual, Tensor expected) {
        assertSame(actual, expected, CUT * expected.abs().max().item());
    }

    /// `outᵢ = Σⱼₘ Φ(qᵢₘ) Φ(kⱼₘ) Σₛ wₘₛ s(|rᵢ − rⱼ|) vⱼ`, number by number in double precision,
    /// but for what lies beyond the cutoff.
    @Test
    void pairsAreTheDefinition() {
        double[] weights = create(PAIRS).parameters().get("rpe.shells").toDoubles();
        double[] q = query.toDoubles();
        double[] k = key.toDoubles();
        double[] v = value.toDoubles();
        double[] r = places.toDoubles();
        double[] expected = new double[BATCH * HEADS * ATOMS * VALUES];
        for (int b = 0; b < BATCH; b++) {
            for (int h = 0; h < HEADS; h++) {
                int head = (b * HEADS + h) * ATOMS;
                for (int i = 0; i < ATOMS; i++) {
                    for (int j = 0; j < ATOMS; j++) {
                        double distance = 0;
                        for (int axis = 0; axis < 3; axis++) {
                            double difference = r[(b * ATOMS + i) * 3 + axis] - r[(b * ATOMS + j) * 3 + axis];
                            distance += difference * difference;
                        }
                        double weight = 0;
                        for (int m = 0; m < WIDTH; m++) {
                            weight += phi(q[(head + i) * WIDTH + m])
                                    * phi(k[(head + j) * WIDTH + m])
                                    * mask(weights, (h * WIDTH + m) * 6, Math.sqrt(distance + 1e-8));
                        }
                        for (int d = 0; d < VALUES; d++) {
                            expected[(head + i) * VALUES + d] += weight * v[(head + j) * VALUES + d];
                        }
                    }
                }
            }
        }

        assertNear(
                attend(PAIRS, Coordinates.of(places)).to(ElementType.FLOAT64),
                Tensor.of(expected, BATCH, HEADS, ATOMS, VALUES));
    }

    private static double phi(double x) {
        return x > 0 ? 1 + x : Math.exp(x);
    }

    private static double mask(double[] weights, int first, double r) {
        double sum = 0;
        for (int s = 0; s < 6; s++) {
            double rho = 0.7 + s * 2.3 / 5;
            sum += weights[first + s]
                    * rho
                    / r
                    * (Math.exp(-(r - rho) * (r - rho) / 0.5) - Math.exp(-(r + rho) * (r + rho) / 0.5));
        }
        return sum;
    }

    @Test
    void masksAreThoseOfTheDefinition() {
        var attention = (MaskedAttention) create(PAIRS);
        double[] distances = {0.4, 0.9, 1.7, 2.2, 3.1};
        double[] weights = attention.parameters().get("rpe.shells").toDoubles();
        double[] expected = new double[HEADS * WIDTH * distances.length];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = mask(weights, i / distances.length * 6, distances[i % distances.length]);
        }

        assertNear(
                attention.masksAt(distances).to(ElementType.FLOAT64),
                Tensor.of(expected, HEADS, WIDTH, distances.length));
        assertThat(attention.masksAt(0).toDoubles()).doesNotContain(Double.NaN);
        assertThatThrownBy(() -> attention.masksAt(1, -0.5))
                .hasMessage("distances[1]: expected a number ≥ 0, got -0.5");
        assertThatThrownBy(() -> attention.masksAt(Double.NaN))
                .hasMessage("distances[0]: expected a number ≥ 0, got NaN");
    }

    @Test
    void wavesAreAllPairs() {
        Coordinates at = Coordinates.of(places);
        assertSame(attend(WAVES, at), attend(PAIRS, at), TURNED);

        Coordinates shared = Coordinates.of(places.select(0, 0));
        assertSame(attend(WAVES, shared), attend(PAIRS, shared), TURNED);
    }

    @Test
    void wavesOfCrystalsAreAllPairsOfAllImages() {
        Coordinates at = Coordinates.of(places).inCells(5, 0, 0, 1, 4, 0, -0.5, 0.7, 6, 4, 0, 0, 0, 5, 0, 0, 0, 5);
        assertNear(attend(WAVES, at), attend(PAIRS, at));
    }

    /// What waves stand for, pair by pair: `Σᵣ transformᵣ (cosᵢᵣ cosⱼᵣ + sinᵢᵣ sinⱼᵣ)`, without
    /// sums over keys in between.
    @Test
    void sumsOverWavesAreThoseOverPairsOfWaves() {
        for (Coordinates at : List.of(Coordinates.of(places), inCells())) {
            Attention attention = create(WAVES);
            ShellWaves.Waves waves =
                    new ShellWaves(SHELLS, new CoordinateRange(3, 1, 6)).at(at, at, ElementType.FLOAT32);
            Tensor transform = waves.amplitudes()
                    .matmul(attention
                            .parameters()
                            .get("rpe.shells")
                            .reshape(HEADS * WIDTH, 6)
                            .transpose(0, 1));
            Tensor both = Tensor.concatenate(-2, transform, transform);
            Tensor expected = Tensor.zeros(BATCH, HEADS, ATOMS, VALUES);
            for (int h = 0; h < HEADS; h++) {
                Tensor sums = Tensor.zeros(BATCH, ATOMS, VALUES);
                for (int m = 0; m < WIDTH; m++) {
                    Tensor mask = waves.query()
                            .multiply(both.narrow(-1, h * WIDTH + m, 1).transpose(-1, -2))
                            .matmul(waves.key().transpose(-1, -2));
                    Tensor features = phi(query.select(1, h).narrow(-1, m, 1))
                            .matmul(phi(key.select(1, h).narrow(-1, m, 1)).transpose(-1, -2));
                    sums = sums.add(mask.multiply(features).matmul(value.select(1, h)));
                }
                expected.select(1, h).copyInPlace(sums);
            }
            assertSame(attend(WAVES, at), expected, ROUNDING);
        }
    }

    private static Tensor phi(Tensor rows) {
        return rows.elu().add(1);
    }

    private Coordinates inCells() {
        return Coordinates.of(places).inCells(5, 0, 0, 1, 4, 0, -0.5, 0.7, 6, 4, 0, 0, 0, 5, 0, 0, 0, 5);
    }

    @Test
    void shiftsChangeNothing() {
        assertSame(attend(WAVES, Coordinates.of(places.add(1000.0))), attend(WAVES, Coordinates.of(places)), ROUNDING);
    }

    @Test
    void rotationsChangeNoMoreThanTheDesignsDegreesLeave() {
        Tensor rotation = Randomness.seeded(8).normal(3, 3).orthogonalFactor().to(ElementType.FLOAT64);
        Coordinates rotated = Coordinates.of(places.matmul(rotation));
        assertSame(attend(WAVES, rotated), attend(WAVES, Coordinates.of(places)), TURNED);
        assertSame(attend(PAIRS, rotated), attend(PAIRS, Coordinates.of(places)), ROUNDING);
    }

    @Test
    void translationsOfAnAtomByACellChangeNothing() {
        double[] cells = {5, 0, 0, 1, 4, 0, -0.5, 0.7, 6, 4, 0, 0, 0, 5, 0, 0, 0, 5};
        double[] moved = places.toDoubles();
        for (int axis = 0; axis < 3; axis++) {
            // the third atom of the first example by 2a − b
            moved[6 + axis] += 2 * cells[axis] - cells[3 + axis];
        }
        Coordinates before = Coordinates.of(places).inCells(cells);
        Coordinates after = Coordinates.of(Tensor.of(moved, BATCH, ATOMS, 3)).inCells(cells);
        assertSame(attend(WAVES, after), attend(WAVES, before), ROUNDING);
        assertSame(attend(PAIRS, after), attend(PAIRS, before), ROUNDING);
    }

    @Test
    void aDoubledCellIsTheSameCrystal() {
        double[] cell = {5, 0, 0, 1, 4, 0, -0.5, 0.7, 6};
        double[] doubled = {10, 0, 0, 1, 4, 0, -0.5, 0.7, 6};
        Tensor one = places.narrow(0, 0, 1);
        Tensor two = Tensor.concatenate(1, one, one.add(Tensor.of(new double[] {5, 0, 0}, 3)));
        Attention attention = create(WAVES);
        Coordinates single = Coordinates.of(one).inCells(cell);
        Coordinates both = Coordinates.of(two).inCells(doubled);

        Tensor expected = attention.attend(first(query), first(key), first(value), single, single, Visibility.all());
        Tensor actual = attention.attend(
                twice(first(query)), twice(first(key)), twice(first(value)), both, both, Visibility.all());
        assertSame(actual, twice(expected), ROUNDING);
    }

    private static Tensor first(Tensor tensor) {
        return tensor.narrow(0, 0, 1);
    }

    private static Tensor twice(Tensor tensor) {
        return Tensor.concatenate(2, tensor, tensor);
    }

    @Test
    void paddingAndBatchMatesChangeNothing() {
        Attention attention = create(WAVES);
        Coordinates at = Coordinates.of(places);
        Tensor isAtom = Tensor.of(
                new boolean[] {true, true, true, true, true, false, false, true, true, true, true, true, true, true},
                BATCH,
                ATOMS);
        Tensor padded =
                attention.attend(query, key, value, at, at, Visibility.all().withPadding(isAtom));

        Coordinates few = Coordinates.of(places.narrow(0, 0, 1).narrow(1, 0, 5));
        Tensor alone = attention.attend(
                first(query).narrow(2, 0, 5),
                first(key).narrow(2, 0, 5),
                first(value).narrow(2, 0, 5),
                few,
                few,
                Visibility.all());
        assertSame(padded.narrow(0, 0, 1).narrow(2, 0, 5), alone, ROUNDING);
    }

    /// In double precision, so that differences are accurate.
    @Test
    void gradientsAreDifferencesAndSecondOnesToo() {
        try (var _ = Scope.withGradients()) {
            Attention attention = create(WAVES);
            Tensor at = places.detach().copy().requireGradient();
            Tensor slope = slope(attention, at, true);
            Tensor second = slope.square().sum().gradients(List.of(at), false).getFirst();

            double step = 1e-3;
            double[] moved = places.toDoubles();
            int coordinate = 3 * 4 + 1;
            double[] sums = new double[2];
            double[] squares = new double[2];
            for (int side = 0; side < 2; side++) {
                moved[coordinate] += side == 0 ? step : -2 * step;
                Tensor there = Tensor.of(moved, BATCH, ATOMS, 3).requireGradient();
                sums[side] = energy(attention, there).item();
                squares[side] = slope(attention, there, false).square().sum().item();
            }
            assertThat(slope.toDoubles()[coordinate]).isCloseTo((sums[0] - sums[1]) / (2 * step), within(0.05));
            assertThat(second.toDoubles()[coordinate])
                    .isCloseTo((squares[0] - squares[1]) / (2 * step), within(0.01 * squares[0]));
        }
    }

    private Tensor energy(Attention attention, Tensor at) {
        Coordinates here = Coordinates.of(at);
        return attention
                .attend(query, key, value, here, here, Visibility.all())
                .square()
                .sum();
    }

    private Tensor slope(Attention attention, Tensor at, boolean differentiable) {
        return energy(attention, at).gradients(List.of(at), differentiable).getFirst();
    }

    @Test
    void aStreamInACrystalIsOnePass() {
        double[] cell = {5, 0, 0, 1, 4, 0, -0.5, 0.7, 6};
        double[] cells = {5, 0, 0, 1, 4, 0, -0.5, 0.7, 6, 4, 0, 0, 0, 5, 0, 0, 0, 5};
        Attention attention = create(PAIRS);
        for (Coordinates at : new Coordinates[] {
            Coordinates.of(places).inCells(cells),
            Coordinates.of(places.select(0, 0)).inCells(cell),
            Coordinates.of(places)
        }) {
            Tensor whole = attention.attend(query, key, value, at, at, Visibility.upToSelf());
            try (AttentionState state = attention.begin()) {
                Tensor first = resumed(attention, state, at, 0, 4);
                Tensor second = resumed(attention, state, at, 4, 3);
                assertSame(Tensor.concatenate(2, first, second), whole, ROUNDING);
            }
        }
    }

    private Tensor resumed(Attention attention, AttentionState state, Coordinates at, int start, int count) {
        return attention.resume(
                state,
                query.narrow(2, start, count),
                key.narrow(2, start, count),
                value.narrow(2, start, count),
                at.narrow(start, count));
    }

    @Test
    void aCellThatAllExamplesShareIsThatOfEach() {
        double[] cell = {5, 0, 0, 1, 4, 0, -0.5, 0.7, 6};
        double[] twice = {5, 0, 0, 1, 4, 0, -0.5, 0.7, 6, 5, 0, 0, 1, 4, 0, -0.5, 0.7, 6};
        Tensor one = places.select(0, 0);
        Coordinates shared = Coordinates.of(one).inCells(cell);
        Coordinates each = Coordinates.of(Tensor.stack(0, one, one)).inCells(twice);

        for (Masked config : new Masked[] {WAVES, PAIRS}) {
            assertSame(attend(config, shared), attend(config, each), ROUNDING);
        }
    }

    @Test
    void queriesAndKeysAreInTheSameCells() {
        Coordinates at = Coordinates.of(places.select(0, 0));
        Coordinates crystal = at.inCells(5, 0, 0, 0, 5, 0, 0, 0, 5);
        for (Masked config : new Masked[] {WAVES, PAIRS}) {
            assertThatThrownBy(() -> create(config).attend(query, key, value, crystal, at, Visibility.all()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "positions: expected queries and keys in the same cells, got [5.0, 0.0, 0.0, 0.0, 5.0, 0.0, 0.0, 0.0, 5.0] and null");
        }
    }

    @Test
    void othersRefuseCrystals() {
        Coordinates at = Coordinates.of(places).inCells(5, 0, 0, 0, 5, 0, 0, 0, 5, 5, 0, 0, 0, 5, 0, 0, 0, 5);
        assertThatThrownBy(() -> attend(new AttentionConfig.Exact(Attentions.ENCODED), at))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "positions: expected masked attention for crystals, because other encodings do not repeat with a cell, got positions in cells");
        assertThatThrownBy(() -> new Masked(new EluFeatureMap(), SHELLS, Path.FUSED))
                .hasMessage("path: expected composed or exact, because the kernels have no masks, got fused");
        assertThatThrownBy(() -> new AttentionConfig.Exact(SHELLS))
                .hasMessage(
                        "rpe: expected an encoding of logits, because shells multiply, got shells; take attention masked");
    }
}
