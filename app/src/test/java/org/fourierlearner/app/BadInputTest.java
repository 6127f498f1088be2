package org.fourierlearner.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.fourierlearner.storage.FolderLock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What users get wrong costs them one line and the exit code 1.
final class BadInputTest {

    @TempDir
    private static Path folder;

    private static Path text;
    private static Path run;

    /// A text file to train on.
    ///
    /// @param content of the file, a byte a character
    /// @param line what is said of it
    record BadText(String content, String line) {}

    static final List<BadText> everyBadText = List.of(
            new BadText("", "expected text, got nothing; the file is empty"),
            new BadText(
                    "ab\u00FF",
                    "1: expected UTF-8, got the byte 0xFF at byte 2 of the text; convert the file to UTF-8"),
            new BadText(
                    "a\nb\0c",
                    "2: expected text, got a NUL at byte 3 of the text; this is a binary file or one in UTF-16"));

    record BadSetting(String setting, String line) {}

    static final List<BadSetting> everyBadSetting = List.of(
            new BadSetting(
                    "train.stepz=2",
                    "train.stepz: expected one of [steps, batchSize, parts, partsAtOnce, schedule, optimizer, gradientClipNorm, precision, evaluateEvery, evaluationTokens, patience, keepLast, maxMinutes, averageDecay], got 'stepz'; did you mean 'steps'?"),
            new BadSetting("train.steps=two", "train.steps: expected an integer, got 'two'"),
            new BadSetting("train.steps=0", "train.steps: expected a number ≥ 1, got 0"),
            new BadSetting("model.heads=3", "model.heads: expected a divisor of modelDim 128, got 3"),
            new BadSetting("steps", "expected key=value on one line"));

    @BeforeAll
    static void train() throws IOException {
        run = TinyRun.trained(folder);
        text = folder.resolve("text.txt");
    }

    @ParameterizedTest
    @FieldSource("everyBadText")
    void badTextIsNamed(BadText bad) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.txt"), bad.content(), ISO_8859_1);
        String place = file + (Character.isDigit(bad.line().charAt(0)) ? ":" : ": ");

        assertThat(errorOf(TinyRun.training(file, folder.resolve("bad")))).isEqualTo(place + bad.line());
        assertThat(folder.resolve("bad/config.toml")).doesNotExist();
    }

    @Test
    void missingFilesAreNamed() {
        Path missing = folder.resolve("missing");
        assertThat(errorOf(TinyRun.training(missing, folder.resolve("bad"))))
                .isEqualTo(missing + ": expected a text file, got nothing; check the path");
        assertThat(errorOf("train", missing.toString())).isEqualTo(missing + ": expected a file, got nothing");
        assertThat(errorOf("evaluate", run.toString(), "--text", missing.toString()))
                .isEqualTo(missing + ": expected a text file, got nothing; check the path");
    }

    @Test
    void textShorterThanTheContextSaysWhichAndWhatToDo() throws IOException {
        Path one = Files.writeString(folder.resolve("one.txt"), "a");
        Path thirty = Files.writeString(folder.resolve("thirty.txt"), "abc ".repeat(10));

        assertThat(errorOf(TinyRun.training(one, folder.resolve("bad"))))
                .isEqualTo(
                        "training text: expected at least 17 tokens, one more than the context, got 1; give a longer text or lower model.contextLength");
        assertThat(errorOf(TinyRun.training(thirty, folder.resolve("bad"))))
                .isEqualTo(
                        "validation text: expected at least 17 tokens, one more than the context, got 4; give a longer text or lower model.contextLength");
        assertThat(errorOf("evaluate", run.toString(), "--context", "5000"))
                .isEqualTo("text: expected at least 5001 tokens, one more than the context, got 200");
    }

    @Test
    void charactersThatTheModelDoesNotKnowAreNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("unknown.txt"), "abc\n€".repeat(20));

        assertThat(errorOf("evaluate", run.toString(), "--text", file.toString()))
                .isEqualTo(
                        file
                                + ": expected the 7 characters of the vocabulary, got '€' (U+20AC) at offset 4; remove it, or train the tokenizer on a text that has it");
    }

    @ParameterizedTest
    @FieldSource("everyBadSetting")
    void badSettingIsNamedWithItsKey(BadSetting bad) {
        assertThat(errorOf("train", "--set", bad.setting()))
                .isEqualTo("--set %s: %s".formatted(bad.setting(), bad.line()));
    }

    @Test
    void cutModelIsNoticed() throws IOException {
        Path model = InspectCommandTest.copyOfTheModel(run, folder.resolve("cut"));
        Path weights = model.resolve("model.safetensors");
        try (FileChannel channel = FileChannel.open(weights, StandardOpenOption.WRITE)) {
            channel.truncate(Files.size(weights) / 2);
        }

        assertThat(errorOf("generate", model.toString()))
                .startsWith(weights + ": tensor '")
                .contains("': expected data_offsets within [0, ");
        Files.writeString(weights, "nothing of this kind");
        assertThat(errorOf("generate", model.toString()))
                .startsWith(weights + ": header: expected at most 100000000 bytes, got ");
    }

    @Test
    void missingTokenizerIsNoticed() throws IOException {
        Path model = InspectCommandTest.copyOfTheModel(run, folder.resolve("less"));
        Files.delete(model.resolve("tokenizer.json"));
        assertThat(errorOf("generate", model.toString())).isEqualTo(model.resolve("tokenizer.json") + ": no such file");
    }

    @Test
    void damagedCheckpointIsPassedOverWithANote() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Path damagedRun = TinyRun.trained(other);
        Path best = Path.of(Run.flt("evaluate", damagedRun.toString())
                .out()
                .lines()
                .findFirst()
                .orElseThrow()
                .replaceFirst("model +", ""));
        Files.writeString(best.resolve("model.safetensors"), "nothing of this kind");

        Run generated = Run.flt("generate", damagedRun.toString(), "--max-tokens", "3");

        assertThat(generated.exitCode()).isZero();
        assertThat(generated.err())
                .startsWith("note: checkpoint %s is damaged (".formatted(best.getFileName()))
                .contains("; falling back to step-0000000");
    }

    @Test
    void configurationThatContradictsTheCheckpointIsRefusedAndForgotten() {
        String weights =
                run.resolve("checkpoints/step-00000004/model.safetensors").toString();

        assertThat(errorOf("train", "--resume", "--out", run.toString(), "--set", "model.modelDim=32"))
                .isEqualTo(weights + ": tensor 'embedding.weight': expected shape [7, 32], got [7, 16]");
        assertThat(errorOf("train", "--resume", "--out", run.toString(), "--set", "model.layers=2"))
                .startsWith(weights + ": expected tensor 'blocks.1.attention_norm.weight', got none of that name");
        assertThat(Run.flt("train", "--resume", "--out", run.toString()).exitCode())
                .isZero();
    }

    @Test
    void damagedMetricsAreNamedWhenTheRunGoesOn() throws IOException {
        Path damagedRun = TinyRun.trained(Files.createDirectory(folder.resolve("metrics")));
        Path metrics = damagedRun.resolve("metrics.csv");
        Files.writeString(metrics, Files.readString(metrics).replaceFirst("\n1,", "\nx,"));

        assertThat(errorOf("train", "--resume", "--out", damagedRun.toString()))
                .startsWith(metrics + ":2: expected a step and a comma, got 'x,");
    }

    @Test
    void folderThatIsNoRunIsNamed() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        Path missing = folder.resolve("missing");

        for (String command : List.of("evaluate", "generate", "inspect")) {
            assertThat(errorOf(command, empty.toString()))
                    .isEqualTo(empty + ": expected the folder of a run or of a model, got one without checkpoints");
            assertThat(errorOf(command, missing.toString()))
                    .isEqualTo(missing + ": expected the folder of a run or of a model, got nothing");
            assertThat(errorOf(command, text.toString()))
                    .isEqualTo(text + ": expected the folder of a run or of a model, got a file");
        }
        assertThat(errorOf("train", "--resume", "--out", empty.toString()))
                .isEqualTo(empty + ": expected the folder of a run, got one without config.toml");
        assertThat(errorOf("train", "--resume", "--out", missing.toString())).isEqualTo(missing + ": no such file");
    }

    @Test
    void folderOfARunIsNotUsedForAnother() {
        assertThat(errorOf(TinyRun.training(text, run)))
                .isEqualTo(
                        run
                                + ": expected no run in this folder, got one; continue it with --resume or choose another --out");
    }

    @Test
    void runThatIsInUseIsLeftAlone() throws IOException {
        try (FolderLock _ = FolderLock.acquire(run)) {
            assertThat(errorOf("train", "--resume", "--out", run.toString()))
                    .matches(
                            "run folder .* is in use by process \\d+ \\(this one\\) since \\S+; wait for it or choose another --out");
        }
    }

    @Test
    void wrongUsageHasItsOwnExitCode() {
        assertThat(Run.flt("train", "--steps", "5"))
                .extracting(Run::exitCode, Run::out)
                .containsExactly(2, "");
        assertThat(Run.flt("train", "my.toml", "--resume"))
                .isEqualTo(new Run(
                        2,
                        "",
                        "flt: --resume goes on with the configuration of the run; leave CONFIG away%nTry 'flt train --help'.%n"
                                .formatted()));
        assertThat(Run.flt("evaluate")).extracting(Run::exitCode).isEqualTo(2);
        assertThat(Run.flt("generate", "run", "--seed", "x"))
                .extracting(Run::exitCode)
                .isEqualTo(2);
    }

    private static String errorOf(String... arguments) {
        Run failed = Run.flt(arguments);
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err()).startsWith("flt: ").endsWith(System.lineSeparator());
        assertThat(failed.err().lines()).hasSize(1);
        return failed.err().strip().substring("flt: ".length());
    }
}
