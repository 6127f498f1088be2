package org.fourierlearner.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// Extents, counted from either end, and the words of a mismatch.
class ShapeTest {
    private final Shape shape = Shape.of(2, 3, 5);

    @Test
    void axesCountFromBothEnds() {
        assertThat(shape.rank()).isEqualTo(3);
        assertThat(shape.size()).isEqualTo(30);
        assertThat(shape.extent(0)).isEqualTo(2);
        assertThat(shape.extent(-1)).isEqualTo(5);
        assertThat(shape.with(-2, 7)).isEqualTo(Shape.of(2, 7, 5)).hasSameHashCodeAs(Shape.of(2, 7, 5));
        assertThatThrownBy(() -> shape.extent(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> shape.extent(-4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> shape.with(3, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aScalarHasNoAxesAndOneElement() {
        assertThat(Shape.of(new int[0]).rank()).isZero();
        assertThat(Shape.of(new int[0]).size()).isEqualTo(1);
        assertThat(Shape.of(0, 7).size()).isZero();
    }

    @Test
    void extentsAreCopied() {
        int[] extents = {2, 3};
        Shape of = Shape.of(extents);
        extents[0] = 7;
        of.extents()[1] = 7;

        assertThat(of).isEqualTo(Shape.of(2, 3)).hasToString("[2, 3]");
    }

    @Test
    void negativeExtentsAreRefused() {
        assertThatThrownBy(() -> Shape.of(2, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("extents: expected no negative extent, got [2, -1]");
        assertThatThrownBy(() -> shape.with(0, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void moreElementsThanALongCountsAreRefused() {
        int most = Integer.MAX_VALUE;
        assertThatThrownBy(() -> Shape.of(most, most, most).size()).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void aMismatchNamesTheArgumentAndBothShapes() {
        shape.require("key", Shape.of(2, 3, 5));
        shape.requireRank("key", "[batch, length, width]", 3);

        assertThatThrownBy(() -> shape.require("key", Shape.of(2, 3, 7)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("key: expected shape [2, 3, 7], got [2, 3, 5]");
        assertThatThrownBy(() -> shape.requireRank("key", "[length, width]", 2))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("key: expected shape [length, width], got [2, 3, 5]");
    }
}
