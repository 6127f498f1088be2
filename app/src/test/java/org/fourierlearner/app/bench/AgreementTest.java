package org.fourierlearner.app.bench;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is defined alike agrees, and what is not is noticed.
final class AgreementTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 97, 256})
    void contendersOfOneDefinitionAgree(int length) {
        assertThatCode(() -> Agreement.require(new Sizes(3, 5, 7, 2), length)).doesNotThrowAnyException();
    }

    @Test
    void differenceIsRefusedWithItsSizeAndPlace() {
        try (var _ = Scope.open()) {
            Arguments a = Arguments.random(new Sizes(1, 2, 3, 1), 5, 1).causal(true);
            Tensor expected = Tensor.full(4, 2, 3);

            assertThatThrownBy(() -> Agreement.same("fused FLT", expected.add(1), "composed FLT", expected, a))
                    .isInstanceOf(DisagreementException.class)
                    .hasMessage("fused FLT: expected the same as composed FLT, got a relative difference of 0.25 at 5"
                            + " tokens, causal; nothing was timed");
        }
    }

    @Test
    void notANumberIsADifference() {
        try (var _ = Scope.open()) {
            Arguments a = Arguments.random(new Sizes(1, 2, 3, 1), 5, 1);
            Tensor expected = Tensor.ones(3);

            assertThatThrownBy(() -> Agreement.same("this", Tensor.full(Double.NaN, 3), "that", expected, a))
                    .isInstanceOf(DisagreementException.class);
        }
    }
}
