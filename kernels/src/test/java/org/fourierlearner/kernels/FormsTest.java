package org.fourierlearner.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Which form of the inner loops a JVM runs.
class FormsTest {

    /// The build limits the width for some runs. Machines other than x86 may have no more than 128 bits.
    @Test
    void vectorsAreAsWideAsTheRunSays() {
        int bits = VectorArithmetic.lanes() * Float.SIZE;
        Integer expected = Integer.getInteger("expected.vector.bits");
        assertThat(AttentionKernel.of(1).description()).isEqualTo("%d-bit vectors", bits);
        if (expected != null) {
            boolean hasThem = System.getProperty("os.arch").equals("amd64");
            assertThat(bits).isEqualTo(hasThem ? expected : Math.min(bits, expected));
        }
    }

    @Test
    void withoutTheModuleOfVectorsPlainLoopsDoTheSame() throws IOException, InterruptedException {
        String classPath = Stream.of(AttentionKernel.class, WithoutVectors.class)
                .map(FormsTest::place)
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        WithoutVectors.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said.lines())
                .containsExactly("no vectors", Integer.toHexString(WithoutVectors.checksum(AttentionKernel.scalar(1))));
    }

    private static String place(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return Path.of(source.getLocation().getPath()).toString();
    }
}
