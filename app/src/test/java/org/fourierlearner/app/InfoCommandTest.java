package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class InfoCommandTest {

    @Test
    void everythingThatAReportNeedsIsThere() {
        Run run = Run.flt("info");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains(Build.current().toString())
                .contains(Runtime.version().toString().replaceAll("[+-].*", ""))
                .containsPattern(
                        "(?m)^cores +%d$".formatted(Runtime.getRuntime().availableProcessors()))
                .containsPattern("(?m)^OPENBLAS_NUM_THREADS +\\S")
                .containsPattern("(?m)^engine +JavaCPP Presets for PyTorch \\d");
    }

    @Test
    void engineIsNotLoadedUnlessAskedFor() {
        var command = new InfoCommand(() -> {
            throw new AssertionError("loaded");
        });

        assertThat(Run.of(new CommandLine(command)).exitCode()).isZero();
    }

    @Test
    void engineDescribesItselfWhenAskedTo() {
        Run run = Run.of(new CommandLine(new InfoCommand(() -> "two threads")), "--engine");

        assertThat(run.out()).containsPattern("(?m)^engine +two threads$");
    }
}
