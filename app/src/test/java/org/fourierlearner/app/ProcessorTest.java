package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessorTest {

    @Test
    void modelAndVectorInstructionsAreTakenFromTheFirstCore() {
        assertThat(Processor.parse(List.of(
                        "processor\t: 0",
                        "model name\t: Fast 9000: the second",
                        "flags\t\t: fpu avx2 fma sse2 avx512_bf16",
                        "",
                        "processor\t: 1",
                        "model name\t: Slow",
                        "flags\t\t: fpu")))
                .isEqualTo(new Processor("Fast 9000: the second", List.of("avx2", "fma", "avx512_bf16")));
    }

    @Test
    void armHasFeaturesAndNoModel() {
        assertThat(Processor.parse(List.of("processor\t: 0", "Features\t: fp asimd crc32 sve")))
                .isEqualTo(new Processor("unknown", List.of("asimd", "sve")));
    }

    @Test
    void systemWithoutTheFileIsUnknown() {
        assertThat(Processor.parse(List.of())).isEqualTo(new Processor("unknown", List.of()));
    }
}
