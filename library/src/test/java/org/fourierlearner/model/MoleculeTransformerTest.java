package org.fourierlearner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What physics asks of a model of atoms: symmetries, forces that are slopes, sums over cells.
class MoleculeTransformerTest {
    private static final String WAVES = "attention.path=composed";
    private static final String PAIRS = "attention.path=exact";
    private static final String SOFTMAX = "attention.kind=exact attention.rpe.spectrum.kind=";
    private static final String LINEAR =
            "attention.kind=linear attention.features.features=8 attention.rpe.frequencies=4 attention.path=";

    static final List<String> everyMask = List.of(WAVES, PAIRS, PAIRS + " attention.features=relu");

    static final List<String> everyAttention = List.of(
            WAVES,
            PAIRS,
            PAIRS + " activation=gelu norm=layer",
            SOFTMAX + "gaussian-mixture",
            SOFTMAX + "ball",
            SOFTMAX + "smooth-window",
            SOFTMAX + "kernel",
            SOFTMAX + "free",
            SOFTMAX + "directional",
            LINEAR + "composed",
            LINEAR + "exact",
            LINEAR + "composed attention.features.kind=trigonometric",
            LINEAR + "composed attention.features.kind=hyperbolic",
            "attention.kind=linear attention.path=composed attention.features=elu attention.form=product"
                    + " attention.rpe.frequencies=4");

    /// Random features estimate a function of differences, each draw another one.
    static final List<String> everyExactMask =
            List.of(WAVES, PAIRS, SOFTMAX + "gaussian-mixture", SOFTMAX + "smooth-window", SOFTMAX + "directional");

    /// Of the greatest: some hundred operations in single precision, `2⁻²⁴` each.
    private static final double ROUNDING = 2e-5;

    /// Of the greatest: what the degrees of the designs leave, 0.01 of a mask, twice and in
    /// slopes.
    private static final double TURNED = 0.05;

    private static final double[] CELL = {4.1, 0, 0, 0.6, 3.7, 0, -0.4, 0.5, 4.6};

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Told(double[] targets, double[] forces) {}

    private static Told told(MoleculeTransformer model, MoleculeBatch batch) {
        try (var _ = Scope.withGradients()) {
            Tensor positions = batch.positions().detach().copy().requireGradient();
            Tensor targets = model.targets(TinyAtoms.at(batch, positions));
            Tensor slopes = targets.select(1, 0)
                    .sum()
                    .gradients(List.of(positions), false)
                    .getFirst();
            return new Told(targets.toDoubles(), slopes.negate().toDoubles());
        }
    }

    private static double greatest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElseThrow();
    }

    private static void assertClose(double[] actual, double[] expected, double share) {
        assertThat(actual).containsExactly(expected, within(share * greatest(expected)));
    }

    private static void assertClose(Told actual, Told expected, double share) {
        assertClose(actual.targets(), expected.targets(), share);
        assertClose(actual.forces(), expected.forces(), share);
    }

    @ParameterizedTest
    @FieldSource("everyExactMask")
    void shiftsOfAllAtomsChangeNothing(String overrides) {
        try (var model = TinyAtoms.of(overrides);
                var _ = Scope.withoutGradients()) {
            MoleculeBatch atoms = TinyAtoms.atoms(7, 3);
            MoleculeBatch shifted =
                    TinyAtoms.at(atoms, atoms.positions().add(Tensor.of(new double[] {50, -7.3, 0.1}, 3)));

            assertClose(told(model, shifted), told(model, atoms), ROUNDING);
        }
    }

    @ParameterizedTest
    @FieldSource("everyAttention")
    void theOrderOfAtomsChangesTheOrderOfForces(String overrides) {
        try (var model = TinyAtoms.of(overrides);
                var _ = Scope.withoutGradients()) {
            MoleculeBatch atoms = TinyAtoms.atoms(5, 3);
            Tensor order = Tensor.of(new long[] {3, 0, 4, 2, 1}, 5);
            MoleculeBatch reordered = new MoleculeBatch(
                    atoms.elements().indexSelect(1, order),
                    null,
                    atoms.positions().indexSelect(1, order),
                    atoms.isAtom(),
                    null);
            Told expected = told(model, atoms);
            Told actual = told(model, reordered);

            assertClose(actual.targets(), expected.targets(), ROUNDING);
            assertClose(
                    actual.forces(),
                    Tensor.of(expected.forces(), 5, 3).indexSelect(0, order).toDoubles(),
                    ROUNDING);
        }
    }

    private static void assertTurns(String overrides, double share) {
        try (var model = TinyAtoms.of(overrides);
                var _ = Scope.withoutGradients()) {
            MoleculeBatch atoms = TinyAtoms.atoms(7, 3);
            Tensor rotation =
                    Randomness.seeded(8).normal(3, 3).orthogonalFactor().to(ElementType.FLOAT64);
            Told expected = told(model, atoms);
            Told actual = told(model, TinyAtoms.at(atoms, atoms.positions().matmul(rotation)));

            assertClose(actual.targets(), expected.targets(), share);
            assertClose(
                    actual.forces(),
                    Tensor.of(expected.forces(), 7, 3).matmul(rotation).toDoubles(),
                    share);
        }
    }

    @Test
    void forcesTurnWithTheMolecule() {
        assertTurns(PAIRS, ROUNDING);
        assertTurns(WAVES, TURNED);
    }

    private static MoleculeBatch crystal() {
        MoleculeBatch atoms = TinyAtoms.atoms(5, 3);
        return new MoleculeBatch(atoms.elements(), null, atoms.positions(), atoms.isAtom(), CELL);
    }

    @ParameterizedTest
    @FieldSource("everyMask")
    void anAtomMayBeInAnyCellOfACrystal(String overrides) {
        try (var model = TinyAtoms.of(overrides);
                var _ = Scope.withoutGradients()) {
            MoleculeBatch crystal = crystal();
            double[] moved = crystal.positions().toDoubles();
            for (int axis = 0; axis < 3; axis++) {
                // the third atom by 2a − c
                moved[6 + axis] += 2 * CELL[axis] - CELL[6 + axis];
            }

            assertClose(told(model, TinyAtoms.at(crystal, Tensor.of(moved, 1, 5, 3))), told(model, crystal), ROUNDING);
        }
    }

    /// Extensive targets are sums over cells, others are what they were.
    @ParameterizedTest
    @FieldSource("everyMask")
    void twoCellsHaveTwiceTheEnergy(String overrides) {
        try (var model = TinyAtoms.of(TinyAtoms.input(1, "energy", "gap"), overrides);
                var _ = Scope.withoutGradients()) {
            MoleculeBatch one = crystal();
            double[] doubled = CELL.clone();
            for (int axis = 0; axis < 3; axis++) {
                doubled[axis] *= 2;
            }
            Tensor step = Tensor.of(Arrays.copyOf(CELL, 3), 3);
            MoleculeBatch two = new MoleculeBatch(
                    Tensor.concatenate(1, one.elements(), one.elements()),
                    null,
                    Tensor.concatenate(1, one.positions(), one.positions().add(step)),
                    Tensor.concatenate(1, one.isAtom(), one.isAtom()),
                    doubled);
            Told expected = told(model, one);
            Told actual = told(model, two);

            assertThat(actual.targets()[0])
                    .isCloseTo(2 * expected.targets()[0], within(1e-5 * Math.abs(expected.targets()[0])));
            assertThat(actual.targets()[1])
                    .isCloseTo(expected.targets()[1], within(1e-5 * Math.abs(expected.targets()[1])));
            double[] twice = Arrays.copyOf(expected.forces(), 30);
            System.arraycopy(expected.forces(), 0, twice, 15, 15);
            assertClose(actual.forces(), twice, ROUNDING);
        }
    }

    @ParameterizedTest
    @FieldSource("everyAttention")
    void paddingAndOthersOfABatchChangeNothing(String overrides) {
        try (var model = TinyAtoms.of(overrides);
                var _ = Scope.withoutGradients()) {
            MoleculeBatch small = TinyAtoms.atoms(3, 3);
            MoleculeBatch large = TinyAtoms.atoms(7, 5);
            MoleculeBatch both = new MoleculeBatch(
                    Tensor.concatenate(0, padded(small.elements(), Tensor.of(new long[4], 1, 4)), large.elements()),
                    null,
                    Tensor.concatenate(
                            0, padded(small.positions(), Tensor.of(new double[12], 1, 4, 3)), large.positions()),
                    Tensor.concatenate(0, padded(small.isAtom(), Tensor.of(new boolean[4], 1, 4)), large.isAtom()),
                    null);
            Told actual = told(model, both);
            Told first = told(model, small);
            Told second = told(model, large);

            assertThat(actual.targets()[0])
                    .isCloseTo(first.targets()[0], within(ROUNDING * greatest(actual.targets())));
            assertThat(actual.targets()[1])
                    .isCloseTo(second.targets()[0], within(ROUNDING * greatest(actual.targets())));
            assertClose(Arrays.copyOfRange(actual.forces(), 0, 9), first.forces(), ROUNDING);
            assertThat(greatest(Arrays.copyOfRange(actual.forces(), 9, 21))).isZero();
            assertClose(Arrays.copyOfRange(actual.forces(), 21, 42), second.forces(), ROUNDING);
        }
    }

    private static Tensor padded(Tensor own, Tensor padding) {
        return Tensor.concatenate(1, own, padding);
    }

    /// Energies near 10 round at 10⁻⁵, which differences of 0.01 Å make 10⁻³; third derivatives
    /// are up to a hundred times forces, and make `h²/6` of that.
    @ParameterizedTest
    @FieldSource("everyAttention")
    void forcesAreTheSlopesOfTheEnergy(String overrides) {
        try (var model = TinyAtoms.of(overrides);
                var _ = Scope.withoutGradients()) {
            assertSlopes(model, TinyAtoms.atoms(5, 3), 0.005, 0.01);
        }
    }

    @ParameterizedTest
    @FieldSource("everyMask")
    void forcesInCrystalsAreTheSlopesOfTheEnergy(String overrides) {
        try (var model = TinyAtoms.of(overrides);
                var _ = Scope.withoutGradients()) {
            assertSlopes(model, crystal(), 0.005, 0.01);
        }
    }

    /// Differences of 10⁻⁴ Å leave 10⁻⁸ of third derivatives, which are up to a hundred times
    /// forces.
    @ParameterizedTest
    @FieldSource("everyMask")
    void inDoublePrecisionForcesAreSlopesToSixDigits(String overrides) {
        try (var model = TinyAtoms.of(overrides + " doublePrecision=true");
                var _ = Scope.withoutGradients()) {
            assertSlopes(model, TinyAtoms.atoms(5, 3), 1e-4, 1e-6);
            assertSlopes(model, crystal(), 1e-4, 1e-6);
            model.parameters()
                    .all()
                    .values()
                    .forEach(tensor -> assertThat(tensor.type()).isEqualTo(ElementType.FLOAT64));
        }
    }

    @Test
    void encodingsOfLogitsInDoublePrecisionAreRefused() {
        assertThatThrownBy(() ->
                        TinyAtoms.of(LINEAR + "composed doublePrecision=true").close())
                .hasMessageContaining("doublePrecision: expected attention.kind = masked with it");
    }

    private static void assertSlopes(MoleculeTransformer model, MoleculeBatch atoms, double step, double share) {
        double[] places = atoms.positions().toDoubles();
        int count = places.length;
        Tensor[] moved = new Tensor[2 * count];
        for (int i = 0; i < 2 * count; i++) {
            double[] there = places.clone();
            there[i / 2] += i % 2 == 0 ? step : -step;
            moved[i] = Tensor.of(there, 1, count / 3, 3);
        }
        double[] cells = atoms.cells() == null ? null : new double[9 * moved.length];
        for (int i = 0; cells != null && i < cells.length; i++) {
            cells[i] = CELL[i % 9];
        }
        double[] energies = model.targets(new MoleculeBatch(
                        atoms.elements().expand(moved.length, count / 3),
                        null,
                        Tensor.concatenate(0, moved),
                        atoms.isAtom().expand(moved.length, count / 3),
                        cells))
                .toDoubles();
        double[] differences = IntStream.range(0, count)
                .mapToDouble(i -> (energies[2 * i + 1] - energies[2 * i]) / (2 * step))
                .toArray();
        assertClose(told(model, atoms).forces(), differences, share);
    }

    private static Tensor forceLoss(MoleculeTransformer model, MoleculeBatch atoms, boolean differentiable) {
        Tensor positions = atoms.positions().detach().copy().requireGradient();
        return model.targets(TinyAtoms.at(atoms, positions))
                .sum()
                .gradients(List.of(positions), differentiable)
                .getFirst()
                .square()
                .sum();
    }

    /// The slope along the gradient is its length. Losses round at 10⁻⁶, which steps of 0.002
    /// make 5·10⁻⁴ of the loss; third derivatives do the rest.
    @ParameterizedTest
    @FieldSource("everyAttention")
    void lossesOfForcesHaveGradients(String overrides) {
        try (var model = TinyAtoms.of(overrides)) {
            assertGradients(
                    model,
                    () -> TinyAtoms.atoms(5, 3),
                    List.of(model.parameters().weights()));
        }
    }

    @ParameterizedTest
    @FieldSource("everyMask")
    void lossesOfForcesInCrystalsHaveGradients(String overrides) {
        try (var model = TinyAtoms.of(overrides)) {
            assertGradients(
                    model,
                    MoleculeTransformerTest::crystal,
                    List.of(model.parameters().weights()));
        }
    }

    @Test
    void lossesOfForcesHaveTheGradientOfEachWeight() {
        try (var model = TinyAtoms.of(PAIRS)) {
            List<Map<String, Tensor>> each = new ArrayList<>();
            model.parameters().weights().forEach((name, weight) -> each.add(Map.of(name, weight)));
            assertGradients(model, () -> TinyAtoms.atoms(5, 3), each);
        }
    }

    private static void assertGradients(
            MoleculeTransformer model, Supplier<MoleculeBatch> given, List<? extends Map<String, Tensor>> groups) {
        double step = 0.002;
        try (var _ = Scope.withGradients()) {
            MoleculeBatch atoms = given.get();
            Tensor whole = forceLoss(model, atoms, true);
            whole.backward();
            double loss = whole.item();
            for (Map<String, Tensor> weights : groups) {
                double squares = 0;
                for (Tensor weight : weights.values()) {
                    // a shift of all energies has no part in forces
                    squares += weight.gradient()
                            .map(gradient -> gradient.square().sum().item())
                            .orElse(0.0);
                }
                double length = Math.sqrt(squares);
                double share = length == 0 ? 0 : step / length;
                double difference = lossAt(model, atoms, weights, share) - lossAt(model, atoms, weights, -share);
                assertThat(difference / (2 * step))
                        .as("%s", weights.keySet())
                        .isCloseTo(length, within(0.02 * length + 5e-4 * loss));
            }
        }
    }

    /// The loss where weights have gone along their gradients.
    private static double lossAt(
            MoleculeTransformer model, MoleculeBatch atoms, Map<String, Tensor> weights, double share) {
        move(weights, share);
        double loss = forceLoss(model, atoms, false).item();
        move(weights, -share);
        return loss;
    }

    private static void move(Map<String, Tensor> weights, double share) {
        try (var _ = Scope.withoutGradients()) {
            weights.values()
                    .forEach(weight -> weight.gradient().ifPresent(gradient -> weight.addInPlace(gradient, share)));
        }
    }

    @Test
    void eachTargetHasItsOwnNumbers() {
        try (var model = TinyAtoms.of(TinyAtoms.input(1, "energy", "gap", "width"), PAIRS);
                var _ = Scope.withoutGradients()) {
            Tensor targets = model.targets(TinyAtoms.atoms(4, 3));

            assertThat(targets.shape().extents()).containsExactly(1, 3);
            assertThat(Arrays.stream(targets.toDoubles()).distinct()).hasSize(3);
        }
    }

    @Test
    void tagsAreSeenWhereTheModelHasThem() {
        try (var model = TinyAtoms.of(TinyAtoms.input(3, "energy"), PAIRS);
                var plain = TinyAtoms.of(PAIRS);
                var _ = Scope.withoutGradients()) {
            MoleculeBatch atoms = TinyAtoms.atoms(4, 3);
            double[] energies = IntStream.range(0, 3)
                    .mapToDouble(tag -> told(model, tagged(atoms, tag, 0, 0, 1)).targets()[0])
                    .toArray();

            assertThat(Arrays.stream(energies).distinct()).hasSize(3);
            assertThat(plain.targets(tagged(atoms, 2, 0, 0, 1)).item())
                    .isEqualTo(plain.targets(atoms).item());
        }
    }

    private static MoleculeBatch tagged(MoleculeBatch atoms, long... tags) {
        return new MoleculeBatch(
                atoms.elements(), Tensor.of(tags, 1, tags.length), atoms.positions(), atoms.isAtom(), null);
    }

    @ParameterizedTest
    @FieldSource("everyAttention")
    void aLoneAtomHasAnEnergyAndNoForce(String overrides) {
        try (var model = TinyAtoms.of(overrides);
                var _ = Scope.withoutGradients()) {
            Told told = told(model, TinyAtoms.atoms(1, 3));

            assertThat(told.targets()[0]).isFinite();
            // products of features feel no force but by rounding, those of random ones neither: one key has weight 1
            assertThat(greatest(told.forces())).isLessThan(1e-4);
        }
    }

    /// The kernels differ by the rounding of exponentials of logits up to some tens.
    @Test
    void kernelsGiveTheForcesOfTensorOperations() {
        try (var fused = TinyAtoms.of(LINEAR + "fused");
                var composed = TinyAtoms.of(LINEAR + "composed");
                var _ = Scope.withoutGradients()) {
            MoleculeBatch atoms = TinyAtoms.atoms(7, 3);

            assertClose(told(fused, atoms), told(composed, atoms), 1e-4);
            assertThatThrownBy(() -> {
                        try (var _ = Scope.withGradients()) {
                            forceLoss(fused, atoms, true).backward();
                        }
                    })
                    .hasMessageEndingWith("use the composed path");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "retention",
                "gated",
                "linear attention.rpe=cosine",
                "exact attention.rpe=rotary",
                "exact attention.rpe=alibi"
            })
    void attentionThatHasNoSpaceIsRefused(String kind) {
        assertThatThrownBy(() -> TinyAtoms.of("attention.kind=" + kind).close())
                .hasMessageMatching(
                        "(?s).*attention: expected a kind for attention to all tokens.*|rpe: expected fourier or none for positions in 3 dimensions, got .*");
    }

    /// 64 numbers for each head and pair of each molecule and layer, beside what the same without
    /// an encoding needs.
    @Test
    void encodingsOfAllPairsAreCounted() {
        try (var encoded = TinyAtoms.of(SOFTMAX + "gaussian-mixture");
                var plain = TinyAtoms.of("attention.kind=exact attention.rpe=none")) {
            assertThat(encoded.activations(2, 100, true) - plain.activations(2, 100, true))
                    .isEqualTo(2L * 2 * 3 * 64 * 100 * 100);
        }
    }

    @Test
    void crystalsNeedMasks() {
        try (var model = TinyAtoms.of(SOFTMAX + "ball");
                var _ = Scope.withoutGradients()) {
            assertThatThrownBy(() -> model.targets(crystal()))
                    .hasMessageStartingWith("positions: expected masked attention for crystals");
        }
    }
}
