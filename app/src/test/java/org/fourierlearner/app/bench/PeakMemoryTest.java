package org.fourierlearner.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.OptionalLong;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// Memory that was needed for a while is seen; that of the results is not counted.
final class PeakMemoryTest {
    private static final int FLOATS = 1 << 24;

    @Test
    void whatIsNeededForAWhileCountsAndTheResultDoesNot() {
        OptionalLong peak =
                PeakMemory.beyond(() -> List.of(Tensor.ones(FLOATS).add(1).multiply(2)));
        assumeTrue(peak.isPresent(), "only Linux with glibc tells");

        // two of the three tensors; the rest of the process moves by a few pages
        double bytes = 2.0 * FLOATS * Float.BYTES;
        assertThat((double) peak.getAsLong()).isBetween(0.9 * bytes, 1.1 * bytes);
    }
}
