package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class EvaluateCommandTest {

    @TempDir
    private static Path folder;

    private static Path run;

    @BeforeAll
    static void train() throws IOException {
        run = TinyRun.trained(folder, "train.steps=2");
    }

    @Test
    void scoreIsThatOfTraining() throws IOException {
        double trained = JsonMapper.shared()
                .readTree(Files.readString(run.resolve("checkpoints/step-00000002/checkpoint.json")))
                .path("score")
                .doubleValue();

        assertThat(json().path("nats_per_token").doubleValue()).isEqualTo(trained);
        assertThat(json().path("tokens").longValue()).isEqualTo(199);
    }

    @Test
    void tableHasTheSameNumbersAsJson() {
        Run table = Run.flt("evaluate", run.toString());

        assertThat(table.exitCode()).isZero();
        assertThat(table.out())
                .containsPattern("(?m)^context +16$")
                .containsPattern("(?m)^nats per token +%.4f$"
                        .formatted(json().path("nats_per_token").doubleValue()))
                .containsPattern("(?m)^tokens +199$")
                .containsPattern("(?m)^tokens per second +[\\d,]+$");
    }

    @Test
    void otherTextAndLengthAreMeasured() throws IOException {
        Path other = Files.writeString(folder.resolve("other.txt"), "ab cd e\n".repeat(100));

        JsonNode measured = json("--text", other.toString(), "--context", "32", "--max-tokens", "97");

        assertThat(measured.path("context").intValue()).isEqualTo(32);
        assertThat(measured.path("tokens").longValue()).isEqualTo(96);
        assertThat(measured.path("perplexity").doubleValue())
                .isCloseTo(Math.exp(measured.path("nats_per_token").doubleValue()), within(1e-9));
    }

    @Test
    void checkpointOfARunIsMeasuredOnTheTextOfTheRun() {
        Run measured =
                Run.flt("evaluate", run.resolve("checkpoints/step-00000002").toString(), "--json");

        assertThat(measured.exitCode()).as(measured.err()).isZero();
        assertThat(measured.out()).contains("\"nats_per_token\":" + json().path("nats_per_token"));
    }

    @Test
    void modelThatBelongsToNoRunNeedsAText() throws IOException {
        Path model = InspectCommandTest.copyOfTheModel(run, folder.resolve("model"));

        assertThat(Run.flt("evaluate", model.toString()))
                .isEqualTo(new Run(
                        1,
                        "",
                        "flt: %s: expected the folder of a run, got a model; name a text with --text%n"
                                .formatted(model)));
        assertThat(Run.flt(
                                "evaluate",
                                model.toString(),
                                "--text",
                                folder.resolve("text.txt").toString())
                        .exitCode())
                .isZero();
        assertThat(model.resolve("data")).doesNotExist();
    }

    @Test
    void lengthsMustBePositive() {
        assertThat(Run.flt("evaluate", run.toString(), "--context", "0"))
                .isEqualTo(new Run(
                        2,
                        "",
                        "flt: --context: expected a positive number, got 0%nTry 'flt evaluate --help'.%n".formatted()));
    }

    @Test
    void whatATrainingIsWritingIsLeftAlone() throws IOException {
        Path partial = Files.createDirectory(run.resolve("checkpoints/.step-00000003.0123456789abcdef.partial"));

        assertThat(Run.flt("evaluate", run.toString()).exitCode()).isZero();
        assertThat(partial).exists();
    }

    private static JsonNode json(String... more) {
        var arguments = new ArrayList<>(List.of("evaluate", run.toString(), "--json"));
        arguments.addAll(List.of(more));
        Run measured = Run.flt(arguments.toArray(String[]::new));
        assertThat(measured.exitCode()).as(measured.err()).isZero();
        return JsonMapper.shared().readTree(measured.out());
    }
}
