package org.fourierlearner.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The check passes what is right and notices what is wrong.
class GradientCheckTest {
    private final Scope scope = Scope.open();
    private final Randomness random = Randomness.seeded(1);
    private final Tensor left = random.normal(2, 3).to(ElementType.FLOAT64);
    private final Tensor right = random.normal(3, 5).to(ElementType.FLOAT64);

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void acceptsRightGradientsOfSeveralArguments() {
        GradientCheck.assertGradients(in -> in.get(0).matmul(in.get(1)).tanh().sum(), left, right);
    }

    @Test
    void acceptsAnArgumentThatIsNotContiguous() {
        GradientCheck.assertGradients(in -> in.get(0).exp().sum(), left.transpose(0, 1));
    }

    @Test
    void noticesAMissingPartOfAGradient() {
        assertThatThrownBy(() -> GradientCheck.assertGradients(
                        in -> in.get(0).multiply(in.get(0).detach()).sum(), left))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("derivative by element 0 of argument 0 of shape [2, 3]");
    }

    @Test
    void noticesAGradientThatIsSlightlyOff() {
        assertThatThrownBy(() -> GradientCheck.assertGradients(
                        in -> in.get(0)
                                .sin()
                                .add(in.get(0).detach().multiply(1e-7))
                                .sum(),
                        left))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void refusesSinglePrecision() {
        assertThatThrownBy(() -> GradientCheck.assertGradients(in -> in.get(0).sum(), Tensor.ones(2)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("type of an argument");
    }
}
