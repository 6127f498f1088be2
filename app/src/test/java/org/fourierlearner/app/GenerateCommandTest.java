package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GenerateCommandTest {

    @TempDir
    private static Path folder;

    @TempDir
    private static Path positionsFolder;

    private static String run;
    private static String positions;

    @BeforeAll
    static void train() throws IOException {
        run = TinyRun.trained(folder, "train.steps=2").toString();
        positions = TinyRun.trained(positionsFolder, "train.steps=2", "model.absolutePositions=learned")
                .toString();
    }

    @Test
    void promptComesFirstAndThenAsManyTokensAsAllowed() {
        Run text = Run.flt("generate", run, "--prompt", "abc", "--max-tokens", "20");

        assertThat(text.exitCode()).isZero();
        assertThat(text.err()).isEmpty();
        assertThat(text.out())
                .startsWith("abc")
                .hasSize(3 + 20 + System.lineSeparator().length());
    }

    @Test
    void sameSeedGivesTheSameTextAndAnotherSeedAnother() {
        Run first = Run.flt("generate", run, "--max-tokens", "50", "--seed", "7");

        assertThat(Run.flt("generate", run, "--max-tokens", "50", "--seed", "7"))
                .isEqualTo(first);
        assertThat(Run.flt("generate", run, "--max-tokens", "50", "--seed", "8"))
                .isNotEqualTo(first);
    }

    @Test
    void likeliestTextDoesNotDependOnTheSeed() {
        assertThat(Run.flt("generate", run, "--temperature", "0", "--seed", "7", "--max-tokens", "50"))
                .isEqualTo(Run.flt("generate", run, "--temperature", "0", "--seed", "8", "--max-tokens", "50"));
    }

    @Test
    void whatNoOptionSaysIsAsTheModelSays(@TempDir Path other) throws IOException {
        Path model = TinyRun.trained(other, "train.steps=2").resolve("checkpoints/step-00000002");
        String saved = Files.readString(model.resolve("generation_config.json"));
        Files.writeString(model.resolve("generation_config.json"), "{\"do_sample\": false, \"max_new_tokens\": 30}");
        String likeliest = Run.flt("generate", run, "--temperature", "0", "--max-tokens", "30")
                .out();

        assertThat(saved).contains("\"max_new_tokens\" : 500");
        assertThat(Run.flt("generate", model.toString()).out()).isEqualTo(likeliest);
        assertThat(Run.flt("generate", model.toString(), "--temperature", "0.8", "--max-tokens", "40"))
                .isEqualTo(Run.flt("generate", run, "--max-tokens", "40"));
    }

    @Test
    void textEndsBeforeAStopText() {
        String whole = Run.flt("generate", run, "--max-tokens", "50").out();
        String stop = whole.substring(20, 23);

        String stopped =
                Run.flt("generate", run, "--max-tokens", "50", "--stop", stop).out();

        assertThat(stopped).isEqualTo(whole.substring(0, whole.indexOf(stop)) + System.lineSeparator());
    }

    @Test
    void noTokensGiveThePromptAlone() {
        assertThat(Run.flt("generate", run, "--prompt", "abc", "--max-tokens", "0"))
                .isEqualTo(new Run(0, "abc" + System.lineSeparator(), ""));
    }

    @Test
    void textOfAModelWithLearnedPositionsEndsWithThem() {
        Run text = Run.flt("generate", positions, "--prompt", "abc");

        assertThat(text.exitCode()).as(text.err()).isZero();
        assertThat(text.out()).hasSize(16 + 1 + System.lineSeparator().length());
    }

    @Test
    void promptBeyondLearnedPositionsIsRefusedAndNotPrinted() {
        assertThat(Run.flt("generate", positions, "--prompt", "abcde".repeat(4)))
                .isEqualTo(new Run(
                        1,
                        "",
                        "flt: tokens: expected at most 16, as many as there are learned positions, got 20; train with model.absolutePositions=none for longer sequences%n"
                                .formatted()));
    }

    @Test
    void unknownCharacterInThePromptIsNamedAndThePromptNotPrinted() {
        assertThat(Run.flt("generate", run, "--prompt", "abé"))
                .isEqualTo(new Run(
                        1,
                        "",
                        "flt: text: expected the 7 characters of the vocabulary, got 'é' (U+00E9) at offset 2; remove it, or train the tokenizer on a text that has it%n"
                                .formatted()));
    }
}
