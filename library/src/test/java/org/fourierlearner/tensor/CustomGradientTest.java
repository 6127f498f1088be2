package org.fourierlearner.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.fourierlearner.testkit.GradientCheck;
import org.fourierlearner.testkit.ResidentMemory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Hand-written gradients inside the engine's graph: right, safe, and without a leak.
class CustomGradientTest {
    private final Scope scope = Scope.withGradients();
    private final Randomness random = Randomness.seeded(3);
    private final Tensor left = random.normal(2, 3).to(ElementType.FLOAT64);
    private final Tensor right = random.normal(3, 5).to(ElementType.FLOAT64);
    private final Tensor bias = random.normal(2, 5).to(ElementType.FLOAT64);

    @AfterEach
    void close() {
        scope.close();
    }

    /// `sin(x)`, one input.
    private static final class Sine implements CustomGradient.Operation {
        @Override
        public Tensor forward(List<Tensor> inputs) {
            return inputs.getFirst().sin();
        }

        @Override
        public List<@Nullable Tensor> backward(List<Tensor> inputs, Tensor output, Tensor outputGradient) {
            return List.of(inputs.getFirst().cos().multiply(outputGradient));
        }
    }

    /// `exp(a·b + c)`, three inputs of different shapes; uses its output.
    private static final class ExponentialOfAffine implements CustomGradient.Operation {
        @Nullable
        List<Boolean> wanted;

        @Override
        public Tensor forward(List<Tensor> inputs) {
            return inputs.get(0).matmul(inputs.get(1)).add(inputs.get(2)).exp();
        }

        @Override
        public List<@Nullable Tensor> backward(List<Tensor> inputs, Tensor output, Tensor outputGradient) {
            wanted = inputs.stream().map(Tensor::requiresGradient).toList();
            Tensor inner = output.multiply(outputGradient);
            return Arrays.asList(
                    inputs.get(0).requiresGradient()
                            ? inner.matmul(inputs.get(1).transpose(0, 1))
                            : null,
                    inputs.get(0).transpose(0, 1).matmul(inner),
                    inner);
        }
    }

    /// The identity, whose gradient is what a test says.
    private record Identity(Function<Tensor, List<@Nullable Tensor>> gradient) implements CustomGradient.Operation {
        @Override
        public Tensor forward(List<Tensor> inputs) {
            return inputs.getFirst();
        }

        @Override
        public List<@Nullable Tensor> backward(List<Tensor> inputs, Tensor output, Tensor outputGradient) {
            return gradient.apply(outputGradient);
        }
    }

    private Tensor leaf() {
        return left.copy().requireGradient();
    }

    private static Tensor sine(Tensor x) {
        return CustomGradient.apply(new Sine(), List.of(x));
    }

    @Test
    void gradientOfALeafIsRight() {
        GradientCheck.assertGradients(in -> sine(in.getFirst()).sum(), left);
    }

    @Test
    void gradientOfThreeInputsIsRight() {
        GradientCheck.assertGradients(
                in -> CustomGradient.apply(new ExponentialOfAffine(), in)
                        .square()
                        .sum(),
                left,
                right,
                bias);
    }

    @Test
    void gradientOfComputedInputsIsRight() {
        GradientCheck.assertGradients(
                in -> CustomGradient.apply(
                                new ExponentialOfAffine(),
                                List.of(
                                        in.get(0).tanh(),
                                        in.get(1).multiply(in.get(1)),
                                        in.get(2).transpose(0, 1).multiply(0.5).transpose(0, 1)))
                        .log1p()
                        .mean(),
                left,
                right,
                bias);
    }

    @Test
    void gradientOfAReusedInputAddsUp() {
        GradientCheck.assertGradients(
                in -> {
                    Tensor x = in.getFirst().narrow(0, 0, 2);
                    return CustomGradient.apply(
                                    new ExponentialOfAffine(), List.of(x, x.add(0.1), x.multiply(in.getFirst())))
                            .multiply(in.getFirst())
                            .sum();
                },
                random.normal(2, 2).to(ElementType.FLOAT64));
    }

    @Test
    void compositionOfHandWrittenGradientsIsRight() {
        GradientCheck.assertGradients(
                in -> sine(sine(sine(in.getFirst()).multiply(2))).sum(), left);
    }

    @Test
    void backwardAddsToTheGradientsOfLeaves() {
        Tensor x = leaf();

        sine(x).sum().backward();
        sine(x).sum().backward();

        double[] expected = left.cos().multiply(2).toDoubles();
        // twice the same number, exactly
        assertThat(x.gradient().orElseThrow().toDoubles()).containsExactly(expected);
    }

    @Test
    void onlyInputsThatRequireAGradientGetOne() {
        var operation = new ExponentialOfAffine();
        Tensor b = right.copy().requireGradient();

        CustomGradient.apply(operation, List.of(left, b, bias)).sum().backward();

        assertThat(operation.wanted).containsExactly(false, true, false);
        assertThat(left.gradient()).isEmpty();
        assertThat(b.gradient()).isPresent();
    }

    @Test
    void nothingIsRecordedWithoutNeed() {
        assertThat(sine(left).requiresGradient()).isFalse();
        Tensor x = leaf();
        try (var _ = Scope.withoutGradients()) {
            assertThat(sine(x).requiresGradient()).isFalse();
        }
        assertThat(sine(x).requiresGradient()).isTrue();
    }

    @Test
    void anInputMayBeReturnedAsItIs() {
        Tensor x = leaf();

        Tensor y = CustomGradient.apply(new Identity(g -> List.of(g.multiply(3))), List.of(x));
        y.sum().backward();

        assertThat(y.toDoubles()).containsExactly(left.toDoubles());
        assertThat(x.gradient().orElseThrow().toDoubles()).containsOnly(3);
    }

    @Test
    void anAbsentGradientIsNone() {
        Tensor x = leaf();

        CustomGradient.apply(new Identity(_ -> Arrays.asList((Tensor) null)), List.of(x))
                .sum()
                .backward();

        assertThat(x.gradient()).isEmpty();
    }

    @Test
    void theGraphOutlivesItsInnerScopeAndTheUseOfIndices() {
        Tensor x = leaf();
        Tensor loss;
        try (var inner = Scope.open()) {
            loss = inner.leave(sine(x.multiply(2)).sum());
        }
        System.gc();

        loss.backward();

        double[] expected = left.multiply(2).cos().multiply(2).toDoubles();
        assertThat(x.gradient().orElseThrow().toDoubles()).containsExactly(expected);
    }

    @Test
    void anExceptionInBackwardIsThrownByThePass() {
        var thrown = new IllegalStateException("no gradient today");
        Tensor x = leaf();
        Tensor loss = CustomGradient.apply(
                        new Identity(_ -> {
                            throw thrown;
                        }),
                        List.of(x))
                .exp()
                .sum();

        assertThatThrownBy(loss::backward).isSameAs(thrown);
        assertThat(x.gradient()).isEmpty();
        assertThat(x.exp().sum().gradients(List.of(x), false)).hasSize(1);
    }

    @Test
    void anErrorInBackwardIsThrownByThePass() {
        var thrown = new AssertionError("broken");
        Tensor x = leaf();
        Tensor loss = CustomGradient.apply(
                        new Identity(_ -> {
                            throw thrown;
                        }),
                        List.of(x))
                .sum();

        assertThatThrownBy(() -> loss.gradients(List.of(x), false)).isSameAs(thrown);
    }

    @Test
    void anExceptionInForwardLeavesNothingBehind() {
        Tensor x = leaf();

        assertThatThrownBy(() -> CustomGradient.apply(new ExponentialOfAffine(), List.of(x, x, x)))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("mat1 and mat2 shapes cannot be multiplied");
        assertThat(x.multiply(2).requiresGradient()).isTrue();
    }

    @Test
    void secondDerivativesAreRefused() {
        Tensor x = leaf();
        Tensor loss = sine(x).sum();

        assertThatThrownBy(() -> loss.gradients(List.of(x), true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("expected a first derivative, got a request for one that can be differentiated again;"
                        + " use the composed path");
    }

    @Test
    void aGradientOfAnotherShapeTypeOrNumberIsRefused() {
        assertThatThrownBy(() -> lossOf(g -> List.of(g.transpose(0, 1))).backward())
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("gradient of input 0: expected shape [2, 3], got [3, 2]");
        assertThatThrownBy(() -> lossOf(g -> List.of(g.to(ElementType.FLOAT32))).backward())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("gradient of input 0: expected type FLOAT64, got FLOAT32");
        assertThatThrownBy(() -> lossOf(g -> List.of(g, g)).backward())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("backward: expected 1 gradients, got 2");
    }

    private Tensor lossOf(Function<Tensor, List<@Nullable Tensor>> gradient) {
        return CustomGradient.apply(new Identity(gradient), List.of(leaf())).sum();
    }

    @Test
    void aChangeInPlaceBetweenThePassesIsNoticed() {
        Tensor x = left.copy();
        x.requireGradient();
        Tensor loss = sine(x).sum();
        try (var _ = Scope.withoutGradients()) {
            x.multiplyInPlace(2);
        }

        assertThatThrownBy(loss::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("input 0: expected it as it was in forward, but it was changed in place; change a copy");
    }

    @Test
    void backwardRunsInItsOwnScopeWithGradientsOff() {
        List<Boolean> recorded = new ArrayList<>();
        Tensor[] escaped = new Tensor[1];
        Tensor x = leaf();
        Tensor loss = CustomGradient.apply(
                        new Identity(g -> {
                            escaped[0] = g.copy();
                            recorded.add(x.multiply(2).requiresGradient());
                            return List.of(g);
                        }),
                        List.of(x))
                .sum();

        loss.backward();

        assertThat(recorded).containsExactly(false);
        assertThatThrownBy(() -> escaped[0].item())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("scope is closed");
    }

    @Test
    void aPassInAnotherThreadIsRight() throws InterruptedException {
        Tensor x = leaf().keep();
        Tensor loss = sine(x).sum().keep();
        Thread thread = new Thread(() -> {
            try (var _ = Scope.open()) {
                loss.backward();
            }
        });
        thread.start();
        thread.join();

        assertThat(x.gradient().orElseThrow().toDoubles())
                .containsExactly(left.cos().toDoubles());
    }

    @Test
    void anEmptyTensorHasAnEmptyGradient() {
        Tensor x = Tensor.zeros(ElementType.FLOAT64, 0, 3).requireGradient();

        sine(x).sum().backward();

        assertThat(x.gradient().orElseThrow().shape()).isEqualTo(Shape.of(0, 3));
    }

    /// 4,000 saved outputs would take 320 MB. A third of that is left to the heap of the JVM.
    @Test
    void thousandsOfUsesLeaveNothingBehind() {
        ResidentMemory.assumeReadable();
        Tensor weight = Tensor.zeros(ElementType.FLOAT64, 100, 100).add(0.01).requireGradient();
        repeat(weight, 1000);
        int alive = CustomGradient.alive();
        double before = ResidentMemory.bytes();

        repeat(weight, 4000);

        assertThat(CustomGradient.alive()).isEqualTo(alive);
        assertThat(ResidentMemory.bytes()).isLessThan(before + 107e6);
        assertThat(weight.gradient().orElseThrow().toDoubles()[0])
                .isCloseTo(5000 * Math.cos(0.01), within(5000 * 5000 * Math.ulp(1.0)));
    }

    private static void repeat(Tensor weight, int times) {
        for (int i = 0; i < times; i++) {
            try (var _ = Scope.open()) {
                Tensor loss = sine(weight).sum();
                if (i % 10 != 0) {
                    loss.backward();
                } else {
                    sine(weight).add(1).sum().backward();
                }
            }
        }
    }

    @Test
    void aForgottenGraphIsFreedWithItsScope() {
        int alive = CustomGradient.alive();
        Tensor x = leaf();

        try (var _ = Scope.open()) {
            Tensor y = sine(x);
            assertThat(CustomGradient.alive()).isEqualTo(alive + 1);
            assertThat(sine(y).requiresGradient()).isTrue();
        }

        assertThat(CustomGradient.alive()).isEqualTo(alive);
    }
}
