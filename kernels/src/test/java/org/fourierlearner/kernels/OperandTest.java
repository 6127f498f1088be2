package org.fourierlearner.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class OperandTest {
    private static final MemorySegment MEMORY = MemorySegment.ofArray(new float[2 * 3 * 5 * 7]);

    @Test
    void elementsThatJustFitAreAccepted() {
        Operand operand = Operand.of(MEMORY, 2, 3, 5, 7);
        assertThat(operand.offset(1, 2, 4)).isEqualTo((2L * 3 * 5 * 7 - 7) * Float.BYTES);
        assertThat(Operand.of(MEMORY, 2, 3, 0, 1000).rows()).isZero();
    }

    @Test
    void elementsBeyondTheMemoryAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Operand.of(MEMORY.asSlice(4), 2, 3, 5, 7))
                .withMessage("operand [2, 3, 5, 7]: expected at least 210 floats, got 836 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Operand(MEMORY, 2, 3, 5, 7, 106, 35, 7, false))
                .withMessage("operand [2, 3, 5, 7]: expected at least 211 floats, got 840 bytes");
    }

    @Test
    void negativeExtentsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Operand.of(MEMORY, 2, 3, -5, 7))
                .withMessage("operand: expected extents of at least 0, got [2, 3, -5, 7]");
    }

    @Test
    void negativeStridesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Operand(MEMORY, 2, 3, 5, 7, 105, -35, 7, false))
                .withMessage("operand: expected strides of at least 0, got [105, -35, 7]");
    }
}
