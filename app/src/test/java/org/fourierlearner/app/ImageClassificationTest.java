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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An image classifier from training to its predictions.
final class ImageClassificationTest {

    @TempDir
    private static Path folder;

    private static Path run;
    private static Run training;

    @BeforeAll
    static void train() throws IOException {
        run = folder.resolve("run");
        training = Run.flt("train", TinyImages.config(folder).toString(), "--out", run.toString());
        assertThat(training.exitCode()).as(training.err()).isZero();
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

    @Test
    void trainingEndsWithTheTestOfTheBestModel() throws IOException {
        assertThat(training.out())
                .containsPattern("(?m)^step 30  validation:  loss \\d\\.\\d{4}  accuracy [\\d.]+$")
                .containsPattern("(?m)^test of the best model:  loss \\d\\.\\d+  accuracy 1$");
        assertThat(Files.readAllLines(run.resolve("metrics.csv")).getFirst())
                .endsWith(
                        ",accuracy,precision_across,recall_across,precision_down__I_think,recall_down__I_think,precision_squares,recall_squares");
    }

    @Test
    void evaluationIsATableAndFiles() throws IOException {
        Run evaluated = flt("evaluate");

        assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
        Path files = run.resolve("evaluation");
        assertThat(evaluated.out())
                .containsPattern("(?m)^images +30\\R")
                .containsPattern("(?m)^accuracy +1\\R")
                .containsPattern("(?m)^split +test\\R")
                .contains("picture              " + files.resolve("confusion.png"))
                .contains("mistakes             " + files.resolve("mistakes.png"))
                .contains("predictions          " + files.resolve("predictions.csv"))
                .containsPattern("(?m)^label +images +precision +recall\\R")
                .containsPattern("(?m)^down, I think +10 +1\\.0000 +1\\.0000\\R");
        assertThat(ImageIO.read(files.resolve("confusion.png").toFile()).getWidth())
                .isGreaterThan(300);
        assertThat(ImageIO.read(files.resolve("mistakes.png").toFile()).getWidth())
                .isGreaterThan(300);
        assertThat(Files.readAllLines(files.resolve("predictions.csv")))
                .hasSize(31)
                .startsWith("image,right,told,probability")
                .element(11)
                .asString()
                .matches("\"down, I think/01.png\",\"down, I think\",\"down, I think\",[01]\\.\\d{6}");
    }

    @Test
    void theTestIsThatOfTraining() {
        JsonNode test = json();

        assertThat(training.out())
                .contains("loss " + Measure.shown(test.path("loss").doubleValue()) + "  accuracy 1");
        assertThat(test.path("images").intValue()).isEqualTo(30);
        assertThat(test.path("split").stringValue()).isEqualTo("test");
        assertThat(test.path("classes").path(1).path("label").stringValue()).isEqualTo("down, I think");
        assertThat(test.path("classes").path(1).path("told").toString()).isEqualTo("[0,10,0]");
    }

    @ParameterizedTest
    @CsvSource({"validation, 6", "VALIDATION, 6", "test, 30", "Test, 30"})
    void imagesOfASplitAreMeasured(String split, int images) {
        Path out = folder.resolve("out", split);
        JsonNode measured = json("--split", split, "--out", out);

        assertThat(measured.path("images").intValue()).isEqualTo(images);
        assertThat(measured.path("split").stringValue())
                .isEqualToIgnoringCase(split)
                .isLowerCase();
        assertThat(measured.path("predictions").stringValue())
                .isEqualTo(out.resolve("predictions.csv").toString());
        assertThat(out.resolve("mistakes.png")).isNotEmptyFile();
    }

    @Test
    void imagesOfTwiceTheSizeAreMeasuredWithLargerPatchesOrMore() {
        JsonNode trained = json();
        JsonNode larger = json("--size", "16", "--out", folder.resolve("larger"));
        JsonNode more = json("--size", "16", "--patch", "2", "--out", folder.resolve("more"));

        // resizing blurs, but as many patches of as many pixels see about the same
        assertThat(larger.path("loss").doubleValue())
                .isNotEqualTo(trained.path("loss").doubleValue())
                .isCloseTo(trained.path("loss").doubleValue(), within(0.7));
        assertThat(more.path("loss").doubleValue())
                .isNotEqualTo(larger.path("loss").doubleValue());
        assertThat(json("--size", "8", "--patch", "2").path("loss")).isEqualTo(trained.path("loss"));
    }

    @Test
    void fewerTokensAreFewerImages() {
        assertThat(json("--max-tokens", "160", "--out", folder.resolve("fewer"))
                        .path("images")
                        .intValue())
                .isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --size 12      | --size: expected a multiple of 8, as in training, got 12
            --size 0       | --size: expected a multiple of 8, as in training, got 0
            --patch 3      | --patch: expected a multiple of 2, as in training, got 3
            --context 7    | --context: expected nothing, because an image classifier reads whole images, got 7
            --text x.txt   | --text: expected nothing, because an image classifier reads images, got x.txt
            --confusion x  | --confusion: expected nothing, because pictures of an image classifier go to --out, got x
            --split all    | Invalid value for option '--split': expected one of [VALIDATION, TEST] (case-insensitive) but was 'all'
            --max-tokens 0 | --max-tokens: expected a positive number, got 0
            """)
    void optionsThatCannotBeAreWrongUsage(String options, String message) {
        assertThat(flt("evaluate", (Object[]) options.split(" ")))
                .isEqualTo(new Run(2, "", "flt: %s%nTry 'flt evaluate --help'.%n".formatted(message)));
    }

    @Test
    void patchesThatDoNotFillImagesAreRefused() {
        Run evaluated = flt("evaluate", "--size", "8", "--patch", "16");

        assertThat(evaluated.exitCode()).isEqualTo(1);
        assertThat(evaluated.err())
                .isEqualTo(
                        "flt: pixels: expected shape height and width that are multiples of the patch, 2, got [30, 1, 1, 1]%n"
                                .formatted());
    }

    @Test
    void modelsWithoutARunHaveNoImages() throws IOException {
        Path model = InspectCommandTest.copyOfTheModel(run, folder.resolve("model"));

        assertThat(Run.flt("evaluate", model.toString()))
                .isEqualTo(new Run(
                        1,
                        "",
                        "flt: %s: expected the folder of a run, got a model; its images are those of the run%n"
                                .formatted(model)));
    }

    @Test
    void checkpointsOfARunAreMeasuredOnItsImages() {
        Run evaluated =
                Run.flt("evaluate", run.resolve("checkpoints/step-00000030").toString(), "--json");

        assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
        assertThat(run.resolve("checkpoints/step-00000030/evaluation")).doesNotExist();
    }

    @Test
    void predictionsAreALineForEachImage() {
        Path test = folder.resolve("test");
        Path across = test.resolve("across/00.png");
        Path down = test.resolve("down, I think/01.png");

        Run predicted = flt("predict", across, down);
        assertThat(predicted.exitCode()).as(predicted.err()).isZero();
        assertThat(predicted.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith(across + "\tacross\t")
                                .matches(".*\t[01]\\.\\d{4}"),
                        line -> assertThat(line).startsWith(down + "\tdown, I think\t"));

        assertThat(flt("predict", across, "--top-k", "2").out().strip().split("\t", -1))
                .hasSize(5);
        assertThat(flt("predict", across, "--top-k", "9").out().strip().split("\t", -1))
                .hasSize(7);
        assertThat(flt("predict", across, "--top-k", "0").exitCode()).isEqualTo(2);
        assertThat(flt("predict", across, "--out", "x"))
                .isEqualTo(new Run(
                        2,
                        "",
                        "flt: --out: expected nothing, because labels are printed, got x%nTry 'flt predict --help'.%n"
                                .formatted()));
    }

    @Test
    void imagesThatCannotBeReadAreReportedAndTheOthersGoOn() throws IOException {
        Path good = folder.resolve("test/across/00.png");
        Path text = Files.writeString(folder.resolve("text.png"), "no image");
        Path cut = Files.write(folder.resolve("cut.png"), Arrays.copyOf(Files.readAllBytes(good), 60));
        Path missing = folder.resolve("missing.png");

        Run predicted = flt("predict", text, cut, missing, folder, good);

        assertThat(predicted.exitCode()).isEqualTo(1);
        assertThat(predicted.out().lines()).hasSize(1).first().asString().startsWith(good + "\tacross\t");
        assertThat(predicted.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("flt: %s: expected a PNG, JPEG, GIF or BMP image, got another file", text),
                        line -> assertThat(line)
                                .startsWith("flt: " + cut + ": expected an intact image, got a fault: "),
                        line -> assertThat(line)
                                .isEqualTo("flt: %s: expected an image, got nothing; check the path", missing),
                        line -> assertThat(line)
                                .isEqualTo("flt: %s: expected an image, got a folder or something else", folder));
    }

    @Test
    void theModelIsExported() {
        Run exported = flt("export");
        assertThat(exported).isEqualTo(new Run(0, "%s%n".formatted(run.resolve("model.onnx")), ""));
        assertThat(run.resolve("model.onnx")).isNotEmptyFile();

        Path other = folder.resolve("new/other.onnx");
        assertThat(flt("export", "--out", other).exitCode()).isZero();
        assertThat(other).hasSameBinaryContentAs(run.resolve("model.onnx"));
    }

    @Test
    void commandsForOtherModelsSaySo() throws IOException {
        Path other = TinyRun.trained(Files.createDirectory(folder.resolve("language-model")), "train.steps=2");

        assertThat(flt("generate").err()).matches("flt: .*: expected a language model, got an image classifier\\R");
        assertThat(Run.flt("export", other.toString()).err())
                .matches(
                        "flt: .*: expected an image classifier, got another model, which stays as it is in model.safetensors\\R");
        for (String option : List.of("--split test", "--size 16", "--patch 4", "--out x")) {
            String[] words = option.split(" ", 2);
            String models = option.matches("--(split|out).*") ? "models of images or molecules" : "image classifiers";
            assertThat(Run.flt("evaluate", other.toString(), words[0], words[1]))
                    .isEqualTo(new Run(
                            2,
                            "",
                            "flt: %s: expected nothing, because it is for %s, got %s%nTry 'flt evaluate --help'.%n"
                                    .formatted(words[0], models, words[1])));
        }
    }

    @Test
    void whatCannotBeIsRefusedBeforeTraining() throws IOException {
        String config = TinyImages.config(folder).toString();
        Path failed = folder.resolve("failed");

        Run rotary = Run.flt(
                "train",
                config,
                "--out",
                failed.toString(),
                "--set",
                "model.attention.kind=exact",
                "--set",
                "model.attention.rpe=rotary");
        assertThat(rotary.exitCode()).isEqualTo(1);
        assertThat(rotary.err())
                .isEqualTo(
                        "flt: rpe: expected fourier, grid-table or none for positions in 2 dimensions, got rotary, which needs a line%n"
                                .formatted());
        Run patch = Run.flt("train", config, "--out", failed.toString(), "--set", "model.patch=3");
        assertThat(patch.err())
                .isEqualTo("flt: patch: expected a divisor of height 8 and width 8, got 3%n".formatted());
        assertThat(failed.resolve("config.toml")).doesNotExist();
    }
}
