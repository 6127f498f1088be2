package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.fourierlearner.data.molecule.XyzColumn;
import org.fourierlearner.data.molecule.XyzFrame;
import org.fourierlearner.data.molecule.XyzReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A model of molecules, from training to its predictions.
final class MoleculeCommandsTest {

    @TempDir
    private static Path folder;

    private static Path run;
    private static Path test;

    @BeforeAll
    static void train() throws IOException {
        run = TinyWater.trained(folder);
        test = folder.resolve("test.xyz");
    }

    private static Run flt(String command, Object... more) {
        var arguments = new ArrayList<>(List.of(command, run.toString()));
        Arrays.stream(more).map(Object::toString).forEach(arguments::add);
        return Run.flt(arguments.toArray(String[]::new));
    }

    private static JsonNode json(Object... more) {
        var arguments = new ArrayList<>(List.of(more));
        arguments.add("--json");
        Run evaluated = flt("evaluate", arguments.toArray());
        assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
        return JsonMapper.shared().readTree(evaluated.out());
    }

    private static List<XyzFrame> frames(Path file) throws IOException {
        List<XyzFrame> frames = new ArrayList<>();
        try (var reader = new XyzReader(file)) {
            for (XyzFrame frame = reader.next(); frame != null; frame = reader.next()) {
                frames.add(frame);
            }
        }
        return frames;
    }

    private static double predictedEnergy(XyzFrame frame) {
        return frame.value("predicted_energy").orElseThrow().reals()[0];
    }

    @Test
    void predictionsJoinWhatTheFramesHave() throws IOException {
        Path out = folder.resolve("new/predicted.xyz");

        Run predicted = flt("predict", test, "--out", out);

        assertThat(predicted).isEqualTo(new Run(0, "", ""));
        List<XyzFrame> before = frames(test);
        List<XyzFrame> after = frames(out);
        assertThat(after).hasSameSizeAs(before);
        for (int i = 0; i < before.size(); i++) {
            XyzFrame told = after.get(i);
            assertThat(told.columns())
                    .startsWith(before.get(i).columns().toArray(XyzColumn[]::new))
                    .hasSize(4);
            assertThat(told.value("name")).isEqualTo(before.get(i).value("name"));
            assertThat(told.value("energy")).isEqualTo(before.get(i).value("energy"));
            assertThat(predictedEnergy(told)).isBetween(-30.0, -15.0);
            assertThat(told.column("predicted_forces").orElseThrow().width()).isEqualTo(3);
        }
        assertThat(flt("predict", test)).isEqualTo(new Run(0, Files.readString(out), ""));
        assertThat(flt("predict", out).out()).isEqualTo(Files.readString(out));
    }

    @Test
    void predictedForcesAreTheSlopeOfPredictedEnergies() throws IOException {
        String water = "3\nProperties=species:S:1:pos:R:3\nO 0 0 0\nH 0.95 0 0\nH %s 0.9 0\n";
        // errors of the difference are about the square of the step, and ε/step of single precision
        double step = 0.01;
        Path moved = Files.writeString(
                folder.resolve("moved.xyz"),
                water.formatted(-0.2 - step) + water.formatted(-0.2) + water.formatted(-0.2 + step));
        Path out = folder.resolve("moved-predicted.xyz");

        assertThat(flt("predict", moved, "--out", out)).isEqualTo(new Run(0, "", ""));

        List<XyzFrame> frames = frames(out);
        double slope = (predictedEnergy(frames.get(2)) - predictedEnergy(frames.get(0))) / (2 * step);
        double[] forces = frames.get(1).column("predicted_forces").orElseThrow().reals();
        assertThat(forces[6]).isCloseTo(-slope, within(1e-3 * Math.max(1, Math.abs(slope))));
    }

    @Test
    void filesFollowEachOtherWithoutLabelsPackedAndInManyGroups() throws IOException {
        Path many = TinyWater.write(folder.resolve("many.xyz"), 4000, 3, false);
        Path plain =
                Files.writeString(folder.resolve("plain.xyz"), "2\nany text, as programs write it\nO 0 0 0\nH 1 0 0\n");
        Path out = folder.resolve("both.xyz.gz");

        assertThat(flt("predict", many, plain, "--out", out)).isEqualTo(new Run(0, "", ""));

        assertThat(Files.readAllBytes(out)).startsWith(0x1f, 0x8b);
        List<XyzFrame> frames = frames(out);
        assertThat(frames).hasSize(4001);
        assertThat(frames.getLast().value("comment").orElseThrow().text()).isEqualTo("any text, as programs write it");
        assertThat(frames).allMatch(frame -> frame.column("predicted_forces").isPresent());
        assertThat(frames.get(3999).value("name").orElseThrow().text()).isEqualTo("water no. 3999");
    }

    @Test
    void whatCannotBePredictedLeavesTheFileAsItWas() throws IOException {
        Path out = Files.writeString(folder.resolve("kept.xyz"), "as it was");
        Path carbon = Files.writeString(folder.resolve("carbon.xyz"), "1\n\nO 0 0 0\n1\n\nC 0 0 0\n");
        Path cut = Files.writeString(folder.resolve("cut.xyz"), "1\n\nO 0 0 0\n2\n\nO 0 0 0\n");
        Path missing = folder.resolve("missing.xyz");

        Run unseen = flt("predict", test, carbon, "--out", out);
        assertThat(unseen.exitCode()).isEqualTo(1);
        assertThat(unseen.out()).isEmpty();
        assertThat(unseen.err())
                .startsWith("flt: " + carbon)
                .contains("frame 2", "H, O", "got C")
                .hasLineCount(1);
        assertThat(flt("predict", test, cut, "--out", out))
                .isEqualTo(new Run(
                        1,
                        "",
                        "flt: %s:7: frame 2: expected 2 atoms, got 1 and the end of the file; it is cut off%n"
                                .formatted(cut)));
        assertThat(flt("predict", missing, "--out", out))
                .isEqualTo(
                        new Run(1, "", "flt: %s: expected a file, got nothing; check the path%n".formatted(missing)));
        assertThat(out).hasContent("as it was");
        try (var files = Files.list(folder)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".partial"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            predict x.xyz --top-k 1 | --top-k: expected nothing, because a model of molecules tells no labels, got 1
            predict -               | FILE: expected files of extended XYZ, got - for standard input
            evaluate --context 7    | --context: expected nothing, because a model of molecules reads whole molecules, got 7
            evaluate --text x.txt   | --text: expected nothing, because a model of molecules reads those of its run, got x.txt
            evaluate --confusion x  | --confusion: expected nothing, because pictures of a model of molecules go to --out, got x
            evaluate --size 8       | --size: expected nothing, because it is for image classifiers, got 8
            evaluate --patch 2      | --patch: expected nothing, because it is for image classifiers, got 2
            inspect --atom 2        | --atom: expected nothing, because no molecule is named with --example, got 2
            inspect --example 0     | --example: expected a positive number, got 0
            inspect --example 1 --atom 9 | --atom: expected a number from 1 to 4, got 9
            inspect --example 1 --layer 2 | --layer: expected a number from 0 to 1, got 2
            inspect --example 1 --head -1 | --head: expected a number from 0 to 3, got -1
            inspect --text abc      | --text: expected nothing, because a model of molecules reads no texts, got abc
            inspect --at 1,2        | --at: expected nothing, because only image classifiers have patches, got 1,2
            inspect --image x.png   | --image: expected nothing, because only image classifiers read images, got x.png
            """)
    void optionsThatCannotBeAreWrongUsage(String line, String message) {
        List<String> words = List.of(line.split(" ", -1));
        assertThat(flt(words.getFirst(), words.subList(1, words.size()).toArray()))
                .isEqualTo(new Run(2, "", "flt: %s%nTry 'flt %s --help'.%n".formatted(message, words.getFirst())));
    }

    @Test
    void evaluationIsATableAndFiles() throws IOException {
        Run evaluated = flt("evaluate");

        assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
        Path files = run.resolve("evaluation");
        assertThat(evaluated.out())
                .containsPattern("(?m)^molecules +6\\R")
                .containsPattern("(?m)^energy mae mev +[\\d.,]+\\R")
                .containsPattern("(?m)^energy mae mev per atom +[\\d.,]+\\R")
                .containsPattern("(?m)^energy within 20 mev +[\\d.]+\\R")
                .containsPattern("(?m)^force rmse mev per angstrom +[\\d.,]+\\R")
                .containsPattern("(?m)^split +test\\R")
                .containsPattern("(?m)^energy mae mev 4 atoms +[\\d.,]+\\R")
                .containsPattern("(?m)^force mae mev per angstrom O +[\\d.,]+\\R");
        for (String name : List.of("parity_energy.png", "parity_forces.png")) {
            assertThat(evaluated.out()).contains(files.resolve(name).toString());
            assertThat(ImageIO.read(files.resolve(name).toFile()).getWidth()).isGreaterThan(300);
        }
        assertThat(Files.readAllLines(files.resolve("predictions.csv")))
                .hasSize(7)
                .startsWith("file,frame,atoms,energy,predicted_energy")
                .element(2)
                .asString()
                .matches(test + ",2,4,-2\\d\\.\\d{6},-2\\d\\.\\d{6}");
    }

    @Test
    void theErrorIsThatOfThePredictions() throws IOException {
        JsonNode measured = json();

        double error = Files.readAllLines(run.resolve("evaluation/predictions.csv")).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .mapToDouble(cells -> 1000 * Math.abs(Double.parseDouble(cells[4]) - Double.parseDouble(cells[3])))
                .average()
                .orElseThrow();
        assertThat(measured.path("molecules").intValue()).isEqualTo(6);
        assertThat(measured.path("split").stringValue()).isEqualTo("test");
        // the table has six decimals of an eV
        assertThat(measured.path("energy_mae_mev").doubleValue()).isCloseTo(error, within(2e-3));
        assertThat(measured.path("details").path("energy_mae_mev_3_atoms").doubleValue())
                .isPositive();
    }

    @Test
    void otherSplitsAndFewerAtomsAreMeasured() {
        Path out = folder.resolve("validation");

        JsonNode validation = json("--split", "validation", "--out", out);

        assertThat(validation.path("molecules").intValue()).isEqualTo(4);
        assertThat(validation.path("predictions").stringValue())
                .isEqualTo(out.resolve("predictions.csv").toString());
        // molecules of 3, 4, 3, … atoms
        for (int[] atoms : new int[][] {{1, 1}, {6, 1}, {7, 2}, {10, 3}, {99, 6}}) {
            assertThat(json("--max-tokens", atoms[0], "--out", out)
                            .path("molecules")
                            .intValue())
                    .isEqualTo(atoms[1]);
        }
    }

    @Test
    void modelsWithoutARunHaveNoMolecules() throws IOException {
        Path model = InspectCommandTest.copyOfTheModel(run, folder.resolve("model"));

        assertThat(Run.flt("evaluate", model.toString()))
                .isEqualTo(new Run(
                        1,
                        "",
                        "flt: %s: expected the folder of a run, got a model; its molecules are those of the run%n"
                                .formatted(model)));
        Path last = run.resolve("checkpoints/step-00000004");
        assertThat(Run.flt("predict", model.toString(), test.toString()).out())
                .isEqualTo(Run.flt("predict", last.toString(), test.toString()).out());
    }

    @Test
    void aTestWithoutForcesIsOneOfEnergies() throws IOException {
        Path other = Files.createDirectory(folder.resolve("energies"));
        Path trained = TinyWater.trained(other, "train.steps=2");
        Path file = other.resolve("test.xyz");
        Files.writeString(file, Files.readString(file).replace(":forces:R:3", ":other:R:3"));

        Run evaluated = Run.flt("evaluate", trained.toString());

        assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
        assertThat(evaluated.out()).contains("energy mae mev").doesNotContain("force");
        assertThat(trained.resolve("evaluation/parity_energy.png")).isNotEmptyFile();
        assertThat(trained.resolve("evaluation/parity_forces.png")).doesNotExist();
    }

    @Test
    void aModelThatWasTrainedWithoutForcesTellsEnergiesAlone() throws IOException {
        Path trained =
                TinyWater.trainedWithoutForces(Files.createDirectory(folder.resolve("without")), "train.steps=2");

        Run predicted = Run.flt("predict", trained.toString(), test.toString());
        Run evaluated = Run.flt("evaluate", trained.toString());

        assertThat(predicted.out()).contains(" predicted_energy=-2").doesNotContain("predicted_forces");
        assertThat(evaluated.out()).contains("energy mae mev").doesNotContain("force");
    }
}
