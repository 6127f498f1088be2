package org.fourierlearner.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A text classifier from training to its predictions.
final class TextClassificationTest {

    @TempDir
    private static Path folder;

    private static Path run;

    @BeforeAll
    static void train() throws IOException {
        run = TinyLabels.trained(folder);
    }

    private static Run training(String name, String... settings) throws IOException {
        Stream<String> command = Stream.of(
                "train",
                TinyLabels.config(folder).toString(),
                "--out",
                folder.resolve(name).toString());
        Stream<String> set = Stream.of(settings).flatMap(setting -> Stream.of("--set", setting));
        return Run.flt(Stream.concat(command, set).toArray(String[]::new));
    }

    private static String labelled() {
        return folder.resolve("labelled.tsv").toString();
    }

    @Test
    void trainingShowsLossAndAccuracyAndKeepsMore() throws IOException {
        Run again = training("again", "train.steps=2", "train.evaluateEvery=1");

        assertThat(again.out()).containsPattern("(?m)^step 1  validation:  loss \\d\\.\\d{4}  accuracy [\\d.]+$");
        assertThat(Files.readAllLines(run.resolve("metrics.csv")).getFirst())
                .isEqualTo(
                        "step,loss,learning_rate,gradient_norm,validation_score,tokens_per_second,accuracy,precision_high,recall_high,precision_low,recall_low,precision_middle__I_think,recall_middle__I_think");
    }

    @Test
    void evaluationIsATableAndAPicture() throws IOException {
        Run evaluated = Run.flt("evaluate", run.toString());

        assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
        Path picture = run.resolve("confusion.png");
        assertThat(evaluated.out())
                .containsPattern("(?m)^texts +60$")
                .containsPattern("(?m)^accuracy +1$")
                .contains("picture              " + picture)
                .containsPattern("(?m)^label +texts +precision +recall$")
                .containsPattern("(?m)^middle, I think +20 +1\\.0000 +1\\.0000$");
        assertThat(ImageIO.read(picture.toFile()).getWidth()).isGreaterThan(300);
    }

    @Test
    void otherTextsAreMeasuredAndJsonHasTheCounts() throws IOException {
        Path other = Files.writeString(folder.resolve("other.tsv"), "low\tabcab\nhigh\tabcde\n");
        Path picture = folder.resolve("pictures/other.png");
        Run evaluated = Run.flt(
                "evaluate", run.toString(), "--json", "--text", other.toString(), "--confusion", picture.toString());

        assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
        JsonNode report = JsonMapper.shared().readTree(evaluated.out());
        assertThat(report.path("accuracy").doubleValue()).isEqualTo(0.5);
        assertThat(report.path("classes").path(0).path("label").stringValue()).isEqualTo("high");
        assertThat(report.path("classes").path(0).path("told").path(1).longValue())
                .isEqualTo(1);
        assertThat(report.path("classes").path(0).has("precision")).isFalse();
        assertThat(report.path("classes").path(0).path("recall").doubleValue()).isZero();
        assertThat(picture).isNotEmptyFile();
    }

    @Test
    void fewerTokensAreFewerTexts() {
        assertThat(Run.flt("evaluate", run.toString(), "--max-tokens", "160").out())
                .containsPattern("(?m)^texts +10$");
    }

    @Test
    void predictionsAreALineForEachText() throws IOException {
        Path texts = Files.writeString(folder.resolve("texts.txt"), "abcab\nklmno\r\nfghij");

        Run predicted = Run.flt("predict", run.toString(), texts.toString());
        assertThat(predicted.err()).isEmpty();
        assertThat(predicted.out())
                .matches("low\t[01]\\.\\d{4}\\Rhigh\t[01]\\.\\d{4}\\Rmiddle, I think\t[01]\\.\\d{4}\\R");

        Run more = Run.flt("predict", run.toString(), texts.toString(), "--top", "5");
        assertThat(more.out().lines()).hasSize(3).allMatch(line -> line.split("\t", -1).length == 6);
    }

    @Test
    void textsMayComeFromStandardInput() {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream("abcab\n\nklmno\n".getBytes(UTF_8)));
            Run predicted = Run.flt("predict", run.toString(), "-");

            assertThat(predicted.exitCode()).isEqualTo(1);
            assertThat(predicted.out()).matches("low\t[01]\\.\\d{4}\\R");
            assertThat(predicted.err())
                    .isEqualTo("flt: standard input:2: expected a text, got an empty line; take it away%n".formatted());
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void everyHeadIsInspected() {
        Run inspected = Run.flt("inspect", run.toString());

        assertThat(inspected.exitCode()).as(inspected.err()).isZero();
        assertThat(inspected.out().lines().filter(line -> line.startsWith("layer 0 head ")))
                .hasSize(2);
        assertThat(run.resolve("inspect/inspect.html")).isNotEmptyFile();
    }

    @Test
    void commandsForOtherModelsSaySo() throws IOException {
        Path other = TinyRun.trained(Files.createDirectory(folder.resolve("language-model")), "train.steps=2");

        assertThat(Run.flt("generate", run.toString()).err())
                .matches("flt: .*: expected a language model, got a text classifier\\R");
        assertThat(Run.flt("predict", other.toString(), labelled()).err())
                .matches("flt: .*: expected a classifier, got a language model, which flt generate writes with\\R");
        assertThat(Run.flt("evaluate", run.toString(), "--context", "7"))
                .isEqualTo(new Run(
                        2,
                        "",
                        "flt: --context: expected nothing, because a text classifier reads as many tokens as in training, got 7%nTry 'flt evaluate --help'.%n"
                                .formatted()));
        assertThat(Run.flt("evaluate", other.toString(), "--confusion", "x.png").err())
                .startsWith("flt: --confusion: expected nothing, because only text classifiers have such a picture");
        assertThat(Run.flt("predict", run.toString(), labelled(), "--top", "0").err())
                .startsWith("flt: --top-k: expected a positive number, got 0");
    }

    @Test
    void mistakesInDataNameFileAndLine() throws IOException {
        Path unknown = Files.writeString(folder.resolve("unknown.tsv"), "low\tabc\nhuge\tabc\n");
        Path torn = Files.writeString(folder.resolve("torn.tsv"), "low\tabc\nhigh\n");

        assertThat(Run.flt("evaluate", run.toString(), "--text", unknown.toString()))
                .isEqualTo(new Run(
                        1,
                        "",
                        "flt: %s:2: expected one of the labels [high, low, middle, I think] of the training texts, got 'huge'; correct it, or train with texts of that label%n"
                                .formatted(unknown)));
        Path failed = folder.resolve("failed");
        Run training = training("failed", "data.train=" + torn);
        assertThat(training.exitCode()).isEqualTo(1);
        assertThat(training.err())
                .isEqualTo(
                        "flt: %s:2: expected a label, a tab and a text, got no tab in 'high'; write a text without line breaks behind its label%n"
                                .formatted(torn));
        assertThat(failed.resolve("config.toml")).doesNotExist();
    }

    @Test
    void headsMaySeeWhatIsNearOnBothSides() throws IOException {
        Run near = training(
                "near",
                "train.steps=2",
                "model.attention.features=relu",
                "model.attention.form=paired",
                "model.attention.rpe.decay=gated",
                "model.attention.rpe.selfWeight=learned");

        assertThat(near.exitCode()).as(near.err()).isZero();
        assertThat(Run.flt("evaluate", folder.resolve("near").toString()).out()).containsPattern("(?m)^texts +60$");
    }

    @Test
    void attentionThatSeesOnlyThePastIsRefusedBeforeTraining() throws IOException {
        Path config = TinyLabels.config(folder);

        assertThat(Run.flt("train", config.toString(), "--set", "model.attention.kind=retention")
                        .err())
                .contains(
                        "model.attention: expected a kind for attention to all tokens, such as linear or exact, got retention");
    }
}
