package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InspectCommandTest {

    @TempDir
    private static Path folder;

    private static Path run;

    @BeforeAll
    static void train() throws IOException {
        run = TinyRun.trained(folder);
    }

    @Test
    void everyFileThatIsNamedIsThereAndEveryHeadHasALine() {
        Run inspected = Run.flt("inspect", run.toString());

        assertThat(inspected.exitCode()).as(inspected.err()).isZero();
        assertThat(inspected.out().lines().filter(line -> !line.startsWith("layer ")))
                .anyMatch(line -> line.endsWith("inspect.html"))
                .anyMatch(line -> line.endsWith("training.png"))
                .allSatisfy(line -> assertThat(Path.of(line)).isNotEmptyFile());
        assertThat(inspected.out().lines().filter(line -> line.startsWith("layer ")))
                .hasSize(2)
                .first()
                .asString()
                .matches(
                        "layer 0 head 0: decay \\d\\.\\d{4}, self -\\d\\.\\d{2}, \\d\\.\\d of 4 frequencies count, total variation 0\\.\\d{3}");
    }

    @Test
    void modelWithoutARunHasNoTrainingCurves() throws IOException {
        Path model = copyOfTheModel(run, folder.resolve("model"));
        Path out = folder.resolve("pages");

        Run inspected = Run.flt("inspect", model.toString(), "--text", "abc de", "--out", out.toString());

        assertThat(inspected.exitCode()).as(inspected.err()).isZero();
        assertThat(out.resolve("inspect.html")).isNotEmptyFile();
        assertThat(model.resolve("inspect")).doesNotExist();
    }

    @Test
    void emptyTextIsRefused() {
        assertThat(Run.flt("inspect", run.toString(), "--text", ""))
                .isEqualTo(new Run(1, "", "flt: --text: expected at least one token, got none%n".formatted()));
    }

    @Test
    void optionsForImagesAreRefused() {
        assertThat(Run.flt("inspect", run.toString(), "--image", "x.png"))
                .isEqualTo(new Run(
                        2,
                        "",
                        "flt: --image: expected nothing, because only image classifiers read images, got x.png%nTry 'flt inspect --help'.%n"
                                .formatted()));
        assertThat(Run.flt("inspect", run.toString(), "--at", "1,2").err())
                .startsWith("flt: --at: expected nothing, because only image classifiers have patches, got 1,2");
    }

    /// {@return a folder with the model of a run's last checkpoint, and without the run}
    static Path copyOfTheModel(Path run, Path target) throws IOException {
        Files.createDirectories(target);
        Path checkpoint;
        try (Stream<Path> checkpoints = Files.list(run.resolve("checkpoints"))) {
            checkpoint = checkpoints
                    .filter(path -> path.getFileName().toString().startsWith("step-"))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
        try (Stream<Path> files = Files.list(checkpoint)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
        return target;
    }
}
