package org.fourierlearner.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Ranges of an axis that share its elements and pass gradients on.
final class TensorSplitTest {

    @Test
    void rangesFollowOneAnotherAndTheLastMayBeShorter() {
        try (var _ = Scope.open()) {
            var ranges = Tensor.range(7).reshape(1, 7).split(-1, 3);

            assertThat(ranges).hasSize(3);
            assertThat(ranges.get(0).toDoubles()).containsExactly(0, 1, 2);
            assertThat(ranges.get(1).toDoubles()).containsExactly(3, 4, 5);
            assertThat(ranges.get(2).shape()).isEqualTo(Shape.of(1, 1));
            assertThat(ranges.get(2).toDoubles()).containsExactly(6);
        }
    }

    @Test
    void gradientsOfUnusedRangesAreZero() {
        try (var _ = Scope.open()) {
            Tensor whole = Tensor.ones(5).requireGradient();

            whole.split(0, 2).get(1).square().sum().backward();

            assertThat(whole.gradient().orElseThrow().toFloats()).containsExactly(0, 0, 2, 2, 0);
        }
    }

    @Test
    void aRangeThatIsKeptOutlivesTheScopeOfTheOthers() {
        Tensor kept;
        Tensor gradient;
        try (var _ = Scope.withGradients()) {
            Tensor whole = Tensor.range(6).to(ElementType.FLOAT32).requireGradient();
            kept = whole.detach().split(0, 3).get(1).keep();
            gradient = whole.square()
                    .sum()
                    .gradients(List.of(whole), false)
                    .getFirst()
                    .keep();
        }
        try (var _ = Scope.open();
                kept;
                gradient) {
            assertThat(kept.toFloats()).containsExactly(3, 4, 5);
            assertThat(gradient.toFloats()).containsExactly(0, 2, 4, 6, 8, 10);
        }
    }

    @Test
    void anAxisThatIsNotThereIsRefused() {
        try (var _ = Scope.open()) {
            Tensor whole = Tensor.ones(5);

            assertThatThrownBy(() -> whole.split(1, 2)).isInstanceOf(TensorException.class);
        }
    }
}
