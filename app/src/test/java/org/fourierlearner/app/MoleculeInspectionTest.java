package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `flt inspect` of models of molecules.
final class MoleculeInspectionTest {

    @TempDir
    private static Path folder;

    private static Path run;

    @BeforeAll
    static void train() throws IOException {
        run = TinyWater.trained(folder);
    }

    private static Run flt(String command, Object... more) {
        var arguments = new ArrayList<>(List.of(command, run.toString()));
        Arrays.stream(more).map(Object::toString).forEach(arguments::add);
        return Run.flt(arguments.toArray(String[]::new));
    }

    @Test
    void inspectionIsMasksOfEveryHead() throws IOException {
        Run inspected = flt("inspect");

        assertThat(inspected.exitCode()).as(inspected.err()).isZero();
        Path files = run.resolve("inspect");
        assertThat(inspected.out().lines().limit(3))
                .containsExactly(
                        files.resolve("encodings.png").toString(),
                        files.resolve("training.png").toString(),
                        files.resolve("encodings.csv").toString())
                .allSatisfy(line -> assertThat(Path.of(line)).isNotEmptyFile());
        // two layers of four heads of two features
        assertThat(inspected.out().lines().skip(3))
                .hasSize(16)
                .allSatisfy(
                        line -> assertThat(line)
                                .matches(
                                        "layer \\d head \\d feature \\d: g from -?\\d\\.\\d{3} to -?\\d\\.\\d{3}, largest at \\d\\.\\d Å"));
        List<String> numbers = Files.readAllLines(files.resolve("encodings.csv"));
        assertThat(numbers).startsWith("layer,head,feature,distance,value,deviation");
        assertThat((numbers.size() - 1) % 16).isZero();
        assertThat(numbers.getLast()).startsWith("1,3,1,");
    }

    @Test
    void anExampleIsAPageOfAMoleculeInSpace() throws IOException {
        Path out = folder.resolve("page");

        Run inspected = flt("inspect", "--example", "2", "--atom", "4", "--layer", "1", "--head", "3", "--out", out);

        assertThat(inspected.exitCode()).as(inspected.err()).isZero();
        assertThat(inspected.out()).contains(out.resolve("molecule.html").toString());
        String page = Files.readString(out.resolve("molecule.html"));
        int data = page.indexOf(">", page.indexOf("id=\"data\"")) + 1;
        JsonNode scene = JsonMapper.shared().readTree(page.substring(data, page.indexOf("</script>", data)));
        assertThat(scene.path("symbols").toString()).isEqualTo("[\"O\",\"H\",\"H\",\"H\"]");
        assertThat(scene.path("weights").size()).isEqualTo(2);
        assertThat(scene.path("weights").path(1).path(3).size()).isEqualTo(4);
        assertThat(scene.path("atom").intValue()).isEqualTo(3);
        assertThat(page).contains("train.xyz, frame 10", "Redistributions of source code must retain");
        assertThat(flt("inspect", "--example", "5", "--out", out).err())
                .isEqualTo("flt: --example: expected a number from 1 to 4, got 5%n".formatted());
    }

    @ParameterizedTest
    @CsvSource({"fourier, 8", "none, 0"})
    void otherAttentionIsInspectedToo(String encoding, int heads) throws IOException {
        Path trained = TinyWater.trainedWithoutForces(
                Files.createDirectory(folder.resolve(encoding)),
                "model.attention={ kind = \"exact\", rpe = { kind = \"%s\" } }".formatted(encoding),
                "train.steps=2");

        Run inspected = Run.flt("inspect", trained.toString());

        assertThat(inspected.exitCode()).as(inspected.err()).isZero();
        assertThat(inspected.out().lines().skip(3)).hasSize(heads);
        assertThat(trained.resolve("inspect/encodings.png")).isNotEmptyFile();
    }
}
