package org.fourierlearner.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Names, nesting, loading and freeing of what a layer holds.
class ParametersTest {
    private final Scope scope = Scope.open();
    private final Parameters inner = new Parameters();
    private final Parameters parameters = new Parameters();
    private final Tensor weight = inner.weight("weight", Tensor.full(1, 2, 3));
    private final Tensor frequencies = inner.constant("frequencies", Tensor.full(2, 5));

    ParametersTest() {
        parameters.weight("bias", Tensor.full(3, 7));
        parameters.include("layer", inner);
    }

    @AfterEach
    void close() {
        parameters.close();
        scope.close();
    }

    @Test
    void namesAreJoinedByDotsInTheOrderOfAdding() {
        assertThat(parameters.weights()).containsOnlyKeys("bias", "layer.weight");
        assertThat(parameters.constants()).containsOnlyKeys("layer.frequencies");
        assertThat(parameters.all().keySet()).containsExactly("bias", "layer.weight", "layer.frequencies");
        assertThat(parameters.count()).isEqualTo(7 + 6);
        assertThat(parameters.get("layer.weight")).isSameAs(weight);
        assertThat(parameters.get("layer.frequencies")).isSameAs(frequencies);
    }

    @Test
    void weightsLearnAndConstantsDoNot() {
        assertThat(weight.requiresGradient()).isTrue();
        assertThat(frequencies.requiresGradient()).isFalse();
    }

    @Test
    void aNameIsUsedOnceAndKnown() {
        assertThatThrownBy(() -> parameters.constant("bias", Tensor.ones(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("bias: expected a new name");
        assertThatThrownBy(() -> parameters.get("wieght"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("wieght: expected one of [bias, layer.weight, layer.frequencies]");
    }

    @Test
    void loadingCopiesValues() {
        parameters.load(Map.of(
                "bias",
                Tensor.full(4, 7),
                "layer.weight",
                Tensor.full(5, 2, 3),
                "layer.frequencies",
                Tensor.full(6, 5)));

        assertThat(weight.toFloats()).containsOnly(5);
        assertThat(frequencies.toFloats()).containsOnly(6);
        assertThat(weight.requiresGradient()).isTrue();
    }

    @Test
    void loadingOfOtherNamesOrShapesChangesNothing() {
        assertThatThrownBy(() -> parameters.load(Map.of("bias", Tensor.ones(7), "x", Tensor.ones(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tensors: expected those of the configured model; missing"
                        + " [layer.weight, layer.frequencies], unknown [x]");
        assertThatThrownBy(() -> parameters.load(Map.of(
                        "bias",
                        Tensor.full(4, 7),
                        "layer.weight",
                        Tensor.full(5, 3, 2),
                        "layer.frequencies",
                        Tensor.full(6, 5))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("layer.weight: expected shape [2, 3], got [3, 2]");
        assertThat(parameters.get("bias").toFloats()).containsOnly(3);
        assertThat(frequencies.toFloats()).containsOnly(2);
    }

    @Test
    void tensorsLiveBeyondTheScopeUntilClosed() {
        var kept = new Parameters();
        try (var _ = Scope.open()) {
            kept.weight("w", Tensor.full(7, 1));
        }
        Tensor w = kept.get("w");
        assertThat(w.item()).isEqualTo(7);

        kept.close();

        assertThatThrownBy(w::item).isInstanceOf(IllegalStateException.class);
    }
}
