package org.fourierlearner.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.fourierlearner.testkit.GradientCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Each operation against plain Java, and what happens to arguments that make no sense.
class TensorTest {
    /// Functions of one element are good to a few units; values here are below 100.
    private static final Offset<Double> ROUNDING = within(100 * 8 * Math.ulp(1.0));

    private final Scope scope = Scope.withGradients();
    private final double[] numbers = {0.5, -1.5, 2.25, 3, -0.25, 1};
    private final Tensor x = Tensor.of(numbers, 2, 3);
    private final Tensor y = Tensor.of(new double[] {2, 4, -8}, 3);
    private final Tensor empty = Tensor.zeros(ElementType.FLOAT64, 0, 3);
    private final Tensor indices = Tensor.of(new long[] {1, 0, 1}, 3);
    private final Tensor mask = Tensor.of(new boolean[] {true, false, true}, 3);

    @AfterEach
    void close() {
        scope.close();
    }

    private static double[] map(double[] values, DoubleUnaryOperator function) {
        return Arrays.stream(values).map(function).toArray();
    }

    private double[] withRow(DoubleBinaryOperator function) {
        double[] row = y.toDoubles();
        return IntStream.range(0, 6)
                .mapToDouble(i -> function.applyAsDouble(numbers[i], row[i % 3]))
                .toArray();
    }

    private static void assertElements(Tensor actual, double... expected) {
        assertThat(actual.toDoubles()).containsExactly(expected, ROUNDING);
    }

    @Test
    void makersFillTheirShapes() {
        assertThat(Tensor.zeros(2, 3).toFloats()).hasSize(6).containsOnly(0);
        assertThat(Tensor.zeros(2, 3).type()).isEqualTo(ElementType.FLOAT32);
        assertThat(Tensor.ones(2).toFloats()).containsExactly(1, 1);
        assertThat(Tensor.full(7).shape()).isEqualTo(Shape.of(new int[0]));
        assertThat(Tensor.full(7).item()).isEqualTo(7);
        assertElements(Tensor.range(3), 0, 1, 2);
        assertThat(Tensor.of(new float[] {1, 2}, 2, 1).shape()).isEqualTo(Shape.of(2, 1));
        assertThat(indices.toLongs()).containsExactly(1, 0, 1);
        assertThat(mask.toLongs()).containsExactly(1, 0, 1);
        assertThat(Tensor.uninitialized(ElementType.INT64, 2, 3).shape()).isEqualTo(Shape.of(2, 3));
    }

    @Test
    void everyTypeIsNamedAsItIsMade() {
        for (ElementType type : ElementType.values()) {
            Tensor tensor = Tensor.zeros(type, 2, 3);
            assertThat(tensor.type()).isEqualTo(type);
            assertThat(tensor.memory().byteSize()).isEqualTo(6L * type.bytes());
            assertThat(tensor).hasToString("Tensor(%s [2, 3])".formatted(type));
            assertThat(x.to(type).to(type).type()).isEqualTo(type);
        }
    }

    @Test
    void memoryIsSharedInBothDirections() {
        Tensor tensor = Tensor.of(new float[] {2, 3}, 2);
        MemorySegment memory = tensor.memory();

        memory.setAtIndex(ValueLayout.JAVA_FLOAT, 0, 7);
        assertThat(tensor.toFloats()).containsExactly(7, 3);
        tensor.multiplyInPlace(2);
        assertThat(memory.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(14, 6);
        assertThat(tensor.detach().memory().address()).isEqualTo(memory.address());
        assertThat(tensor.copy().memory().address()).isNotEqualTo(memory.address());
        assertThatThrownBy(() -> memory.getAtIndex(ValueLayout.JAVA_FLOAT, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(empty.memory().byteSize()).isZero();
        assertThatThrownBy(() -> x.transpose(0, 1).memory())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("expected a contiguous tensor in main memory; call contiguous() first");
    }

    @Test
    void aPartOfATensorHasAPartOfItsMemory() {
        assertThat(x.select(0, 1).memory().toArray(ValueLayout.JAVA_DOUBLE)).containsExactly(3, -0.25, 1);
        assertThat(x.narrow(0, 1, 1).memory().toArray(ValueLayout.JAVA_DOUBLE)).containsExactly(3, -0.25, 1);
    }

    @Test
    void arithmeticBroadcasts() {
        assertElements(x.add(y), withRow(Double::sum));
        assertElements(x.subtract(y), withRow((a, b) -> a - b));
        assertElements(x.multiply(y), withRow((a, b) -> a * b));
        assertElements(x.divide(y), withRow((a, b) -> a / b));
        assertElements(x.maximum(y), withRow(Math::max));
        assertElements(x.add(2), map(numbers, a -> a + 2));
        assertElements(x.multiply(3), map(numbers, a -> a * 3));
        assertElements(x.negate(), map(numbers, a -> -a));
        assertElements(x.reciprocal(), map(numbers, a -> 1 / a));
        assertElements(x.matmul(y.unsqueeze(1)), 0.5 * 2 - 1.5 * 4 - 2.25 * 8, 3 * 2 - 0.25 * 4 - 8);
    }

    @Test
    void functionsOfAnElementAreThoseOfJava() {
        Map<UnaryOperator<Tensor>, DoubleUnaryOperator> everywhere = Map.ofEntries(
                Map.entry(Tensor::exp, Math::exp),
                Map.entry(Tensor::square, a -> a * a),
                Map.entry(Tensor::abs, Math::abs),
                Map.entry(Tensor::sin, Math::sin),
                Map.entry(Tensor::cos, Math::cos),
                Map.entry(Tensor::tanh, Math::tanh),
                Map.entry(Tensor::sigmoid, a -> 1 / (1 + Math.exp(-a))),
                Map.entry(Tensor::softplus, a -> Math.log1p(Math.exp(a))),
                Map.entry(Tensor::relu, a -> Math.max(a, 0)),
                Map.entry(Tensor::elu, a -> a > 0 ? a : Math.expm1(a)),
                Map.entry(Tensor::silu, a -> a / (1 + Math.exp(-a))),
                Map.entry(Tensor::sinc, a -> Math.sin(Math.PI * a) / (Math.PI * a)),
                Map.entry(Tensor::floor, Math::floor),
                Map.entry(t -> t.clampBelow(0.75), a -> Math.max(a, 0.75)),
                Map.entry(t -> t.clampAbove(0.75), a -> Math.min(a, 0.75)),
                Map.entry(t -> t.equalTo(3), a -> a == 3 ? 1 : 0),
                Map.entry(t -> t.lessThan(1), a -> a < 1 ? 1 : 0),
                Map.entry(t -> t.lessThan(1).not(), a -> a < 1 ? 0 : 1));
        everywhere.forEach((actual, expected) -> assertElements(actual.apply(x), map(numbers, expected)));

        double[] positive = map(numbers, Math::abs);
        assertElements(x.abs().log(), map(positive, Math::log));
        assertElements(x.abs().log1p(), map(positive, Math::log1p));
        assertElements(x.abs().sqrt(), map(positive, Math::sqrt));
    }

    /// Abramowitz & Stegun 1964, tables 7.1 and 9.8; printed digits.
    @Test
    void specialFunctionsAreThoseOfTheTables() {
        Tensor one = Tensor.of(new double[] {1}, 1);
        assertThat(one.erf().item()).isCloseTo(0.8427007929, within(5e-11));
        assertThat(one.gelu().item()).isCloseTo(0.5 * (1 + 0.6826894921), within(5e-11));
    }

    @Test
    void masksCombineAndSelect() {
        Tensor other = Tensor.of(new boolean[] {true, true, false}, 3);
        assertThat(mask.and(other).toLongs()).containsExactly(1, 0, 0);
        assertThat(x.equalTo(x).toLongs()).containsOnly(1);
        assertElements(x.lessThan(y), withRow((a, b) -> a < b ? 1 : 0));
        assertElements(x.maskedFill(mask, 7), 7, -1.5, 7, 7, -0.25, 7);
        assertElements(Tensor.where(mask, x, y), 0.5, 4, 2.25, 3, 4, 1);
    }

    @Test
    void reductionsKeepTheirAxis() {
        assertThat(x.sum().item()).isEqualTo(5);
        assertThat(x.mean().item()).isCloseTo(5.0 / 6, ROUNDING);
        assertThat(x.max().item()).isEqualTo(3);
        assertThat(x.sum(1).shape()).isEqualTo(Shape.of(2, 1));
        assertElements(x.sum(-1), 1.25, 3.75);
        assertElements(x.mean(0), 1.75, -0.875, 1.625);
        assertElements(x.product(1), 0.5 * -1.5 * 2.25, -0.75);
        assertElements(x.max(0), 3, -0.25, 2.25);
        assertElements(x.cumulativeMax(1), 0.5, 0.5, 2.25, 3, 3, 3);
        assertElements(x.topValues(2), 2.25, 0.5, 3, 1);
        double normalizer = Math.exp(3) + Math.exp(-0.25) + Math.exp(1);
        assertElements(x.softmax(1).select(0, 1), map(new double[] {3, -0.25, 1}, a -> Math.exp(a) / normalizer));
        assertElements(x.logSoftmax(1).select(0, 1), map(new double[] {3, -0.25, 1}, a -> a - Math.log(normalizer)));
    }

    @Test
    void formChangesOnlyTheForm() {
        assertElements(x.reshape(3, -1), numbers);
        assertThat(x.reshape(3, -1).shape()).isEqualTo(Shape.of(3, 2));
        assertElements(y.unsqueeze(0).expand(2, -1), 2, 4, -8, 2, 4, -8);
        assertElements(x.transpose(0, 1), 0.5, 3, -1.5, -0.25, 2.25, 1);
        assertElements(x.permute(1, 0).contiguous(), 0.5, 3, -1.5, -0.25, 2.25, 1);
        assertThat(x.unsqueeze(-1).shape()).isEqualTo(Shape.of(2, 3, 1));
        assertThat(x.unsqueeze(1).squeeze(1).shape()).isEqualTo(Shape.of(2, 3));
        assertElements(x.narrow(1, 1, 2), -1.5, 2.25, -0.25, 1);
        assertElements(x.select(1, -1), 2.25, 1);
        assertElements(x.indexSelect(0, indices).select(1, 0), 3, 0.5, 3);
        assertThat(x.embed(Tensor.of(new long[10], 5, 2)).shape()).isEqualTo(Shape.of(5, 2, 3));
        assertElements(x.embed(indices).select(1, 2), 1, 2.25, 1);
        assertElements(x.lowerTriangle(0), 0.5, 0, 0, 3, -0.25, 0);
        assertElements(Tensor.concatenate(1, x, x).select(0, 1), 3, -0.25, 1, 3, -0.25, 1);
        assertThat(Tensor.stack(1, x, x, x, x, x).shape()).isEqualTo(Shape.of(2, 5, 3));
        assertThat(x.extent(-1)).isEqualTo(3);
    }

    @Test
    void compoundOperationsFollowTheirDefinitions() {
        Tensor weight = Tensor.of(new double[] {2, 3, 5}, 3);
        assertElements(x.linear(weight.unsqueeze(0), null), 1 - 4.5 + 11.25, 6 - 0.75 + 5);
        assertElements(x.linear(weight.unsqueeze(0), Tensor.range(1).add(7)), 14.75, 17.25);

        double mean = 1.25;
        double root = Math.sqrt((1.75 * 1.75 + 1.5 * 1.5 + 0.25 * 0.25) / 3 + 0.1);
        assertElements(
                x.layerNorm(weight, y, 0.1).select(0, 1),
                2 * (3 - mean) / root + 2,
                3 * (-0.25 - mean) / root + 4,
                5 * (1 - mean) / root - 8);
        double norm = Math.sqrt((9 + 0.0625 + 1) / 3 + 0.1);
        assertElements(x.rmsNorm(weight, 0.1).select(0, 1), 2 * 3 / norm, 3 * -0.25 / norm, 5 / norm);

        double[] logs = x.logSoftmax(1).toDoubles();
        assertElements(x.crossEntropy(Tensor.of(new long[] {2, 0}, 2), 0), -(logs[2] + logs[3]) / 2);
        assertElements(x.crossEntropy(Tensor.of(new long[] {-100, 0}, 2), 0), -logs[3]);
        assertElements(
                x.crossEntropy(Tensor.of(new long[] {-100, 0}, 2), 0.3),
                -0.7 * logs[3] - 0.1 * (logs[3] + logs[4] + logs[5]));
    }

    @Test
    void changesInPlaceChangeTheReceiver() {
        Tensor target = Tensor.zeros(ElementType.FLOAT64, 2, 3);
        assertThat(target.copyInPlace(y)).isSameAs(target);
        assertElements(target, 2, 4, -8, 2, 4, -8);
        assertElements(target.addInPlace(x, 2), 3, 1, -3.5, 8, 3.5, -6);
        assertElements(target.multiplyInPlace(2), 6, 2, -7, 16, 7, -12);
        assertElements(target.interpolateInPlace(y, 0.5), 4, 3, -7.5, 9, 5.5, -10);
        assertElements(target.addProductInPlace(y, y, 0.25), 5, 7, 8.5, 10, 9.5, 6);
        assertElements(target.addQuotientInPlace(y, y, -1), 4, 6, 7.5, 9, 8.5, 5);
    }

    @Test
    void gradientsAddUpUntilTheyAreCleared() {
        Tensor weight = Tensor.of(new double[] {2, 3}, 2).requireGradient();
        assertThat(weight.gradient()).isEmpty();

        weight.square().sum().backward();
        weight.square().sum().backward();
        assertElements(weight.gradient().orElseThrow(), 8, 12);
        assertThat(weight.detach().requiresGradient()).isFalse();

        weight.clearGradient();
        assertThat(weight.gradient()).isEmpty();
    }

    @Test
    void gradientsCanBeDifferentiatedAgain() {
        GradientCheck.assertGradients(
                in -> {
                    Tensor point = in.getFirst().requiresGradient()
                            ? in.getFirst()
                            : in.getFirst().detach().requireGradient();
                    try (var inner = Scope.withGradients()) {
                        Tensor first = point.sin()
                                .sum()
                                .gradients(List.of(point), true)
                                .getFirst();
                        return inner.leave(first.square().sum());
                    }
                },
                x);
    }

    @Test
    void compoundGradientsAreRight() {
        GradientCheck.assertGradients(
                in -> in.get(0).layerNorm(in.get(1), in.get(2), 0.1).gelu().sum(), x, y, y);
        GradientCheck.assertGradients(
                in -> in.get(0).rmsNorm(in.get(1), 0.1).silu().sum(), x, y);
        GradientCheck.assertGradients(in -> in.getFirst().crossEntropy(Tensor.of(new long[] {2, 0}, 2), 0.1), x);
        GradientCheck.assertGradients(
                in -> in.getFirst()
                        .matmul(in.getFirst().transpose(0, 1))
                        .orthogonalFactor()
                        .multiply(Tensor.range(2))
                        .sum(),
                x);
    }

    @Test
    void aScalarIsAskedForItsItemAndOthersAreNot() {
        assertThat(Tensor.full(3, 1, 1).item()).isEqualTo(3);
        assertThatThrownBy(x::item)
                .isInstanceOf(TensorException.class)
                .hasMessage("a Tensor with 6 elements cannot be converted to Scalar");
        assertThatThrownBy(empty::item).isInstanceOf(TensorException.class);
    }

    @Test
    void emptyTensorsPassThrough() {
        assertThat(empty.exp().add(y).softmax(0).matmul(y.unsqueeze(1)).shape()).isEqualTo(Shape.of(0, 1));
        assertThat(empty.sum().item()).isZero();
        assertThat(empty.mean().item()).isNaN();
        assertThat(empty.toFloats()).isEmpty();
        assertThat(empty.linear(y.unsqueeze(0), null).shape()).isEqualTo(Shape.of(0, 1));
        assertThat(Tensor.concatenate(0, empty, x).shape()).isEqualTo(Shape.of(2, 3));
        assertThat(x.indexSelect(0, Tensor.of(new long[0], 0)).shape()).isEqualTo(Shape.of(0, 3));
        assertThat(x.narrow(0, 1, 0).shape()).isEqualTo(Shape.of(0, 3));
    }

    @Test
    void wrongNumbersOfElementsAreRefused() {
        assertThatThrownBy(() -> Tensor.of(new float[3], 2))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("elements: expected shape of 3 elements, got [2]");
        assertThatThrownBy(() -> Tensor.of(new double[0], new int[0])).isInstanceOf(ShapeMismatchException.class);
        assertThatThrownBy(() -> Tensor.copyOf(MemorySegment.ofArray(new byte[3]), ElementType.FLOAT32, Shape.of(1)))
                .isInstanceOf(ShapeMismatchException.class);
    }

    @Test
    void axesOutOfRangeAreRefused() {
        List<Runnable> hostile = List.of(
                () -> x.sum(2),
                () -> x.mean(-3),
                () -> x.max(9),
                () -> x.product(2),
                () -> x.cumulativeMax(2),
                () -> x.softmax(2),
                () -> x.logSoftmax(Integer.MIN_VALUE),
                () -> x.transpose(0, 2),
                () -> x.unsqueeze(Integer.MAX_VALUE),
                () -> x.squeeze(2),
                () -> x.narrow(2, 0, 1),
                () -> x.select(2, 0),
                () -> x.indexSelect(2, indices),
                () -> Tensor.concatenate(2, x, x),
                () -> Tensor.stack(7, x, x));
        for (Runnable call : hostile) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(TensorException.class)
                    .hasMessageStartingWith("Dimension out of range (expected to be in range of [");
        }
        assertThatThrownBy(() -> x.extent(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        Tensor two = Tensor.zeros(ElementType.FLOAT64, 2);
        List<Runnable> hostile = List.of(
                () -> x.add(two),
                () -> x.matmul(x),
                () -> x.maskedFill(Tensor.of(new boolean[2], 2), 1),
                () -> Tensor.where(mask, x, two),
                () -> x.reshape(4),
                () -> x.reshape(-1, -1),
                () -> x.reshape(-2),
                () -> x.expand(5),
                () -> x.expand(-7, 2, 3),
                () -> x.permute(0, 0),
                () -> x.permute(0),
                () -> x.narrow(0, 1, 5),
                () -> x.narrow(0, 0, -1),
                () -> x.narrow(0, Integer.MAX_VALUE, Integer.MAX_VALUE),
                () -> x.select(0, 2),
                () -> x.topValues(4),
                () -> x.topValues(-1),
                () -> Tensor.concatenate(0, x, Tensor.zeros(2, 2)),
                () -> Tensor.stack(0, x, two),
                () -> y.lowerTriangle(0),
                () -> x.linear(two.unsqueeze(0), null),
                () -> x.layerNorm(two, two, 0.1),
                () -> x.rmsNorm(two, 0.1),
                () -> y.orthogonalFactor(),
                () -> x.crossEntropy(Tensor.of(new long[1], 1), 0),
                () -> x.copyInPlace(two),
                () -> x.addInPlace(two, 1),
                () -> x.interpolateInPlace(two, 1),
                () -> x.addProductInPlace(two, x, 1),
                () -> x.addQuotientInPlace(two, x, 1),
                () -> y.unsqueeze(0).expand(2, -1).multiplyInPlace(2),
                () -> empty.max(),
                () -> empty.max(0));
        for (Runnable call : hostile) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(TensorException.class)
                    .message()
                    .isNotBlank()
                    .hasLineCount(1);
        }
        assertElements(x, numbers);
        assertThatThrownBy(() -> x.matmul(x)).hasMessage("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)");
        assertThatThrownBy(() -> x.add(two))
                .hasMessage(
                        "The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 1");
    }

    @Test
    void indicesOutOfRangeAreRefused() {
        for (long index : new long[] {2, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            Tensor outside = Tensor.of(new long[] {0, index}, 2);
            assertThatThrownBy(() -> x.indexSelect(0, outside)).isInstanceOf(TensorException.class);
            assertThatThrownBy(() -> x.embed(outside))
                    .isInstanceOf(TensorException.class)
                    .hasMessage("index out of range in self");
        }
        for (long target : new long[] {3, -1, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> x.crossEntropy(Tensor.of(new long[] {0, target}, 2), 0.1))
                    .isInstanceOf(TensorException.class)
                    .hasMessageEndingWith("is out of bounds.");
        }
    }

    @Test
    void typesThatDoNotFitAreRefused() {
        List<Runnable> hostile = List.of(
                indices::requireGradient,
                () -> mask.negate(),
                () -> mask.subtract(mask),
                () -> x.maskedFill(x, 1),
                () -> Tensor.where(x, x, x),
                () -> x.embed(x),
                () -> x.indexSelect(0, y),
                () -> x.crossEntropy(Tensor.zeros(2), 0),
                () -> indices.rmsNorm(indices, 0.1),
                () -> indices.unsqueeze(0).orthogonalFactor(),
                () -> x.interpolateInPlace(x.to(ElementType.FLOAT32), 0.5),
                () -> indices.multiplyInPlace(0.5),
                () -> indices.addQuotientInPlace(indices, indices, 1));
        for (Runnable call : hostile) {
            assertThatThrownBy(call::run).isInstanceOf(TensorException.class);
        }
    }

    @Test
    void impossibleSizesAreRefused() {
        int most = Integer.MAX_VALUE;
        assertThatThrownBy(() -> Tensor.zeros(2, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("extents: expected no negative extent, got [2, -1]");
        assertThatThrownBy(() -> Tensor.full(1, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tensor.range(-1)).isInstanceOf(TensorException.class);
        assertThatThrownBy(() -> Tensor.zeros(most, most, most)).isInstanceOf(TensorException.class);
    }

    @Test
    void emptyListsAreRefused() {
        assertThatThrownBy(() -> Tensor.concatenate(0)).isInstanceOf(TensorException.class);
        assertThatThrownBy(() -> Tensor.stack(0)).isInstanceOf(TensorException.class);
        Tensor loss = Tensor.ones(1).requireGradient().sum();
        assertThatThrownBy(() -> loss.gradients(List.of(), false)).isInstanceOf(TensorException.class);
    }

    @Test
    void gradientsOfWhatHasNoneAreRefused() {
        Tensor weight = y.copy().requireGradient();
        assertThatThrownBy(() -> x.sum().backward())
                .isInstanceOf(TensorException.class)
                .hasMessage("element 0 of tensors does not require grad and does not have a grad_fn");
        assertThatThrownBy(() -> weight.exp().backward())
                .isInstanceOf(TensorException.class)
                .hasMessage("grad can be implicitly created only for scalar outputs");
        assertThatThrownBy(() -> weight.sum().gradients(List.of(y), false)).isInstanceOf(TensorException.class);
        assertThatThrownBy(() -> weight.sum().gradients(List.of(y.copy().requireGradient()), false))
                .isInstanceOf(TensorException.class);
        assertThatThrownBy(() -> weight.multiplyInPlace(2))
                .isInstanceOf(TensorException.class)
                .hasMessage("a leaf Variable that requires grad is being used in an in-place operation.");
    }
}
