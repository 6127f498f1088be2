package org.fourierlearner.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// `bin/flt` of a release, with a `java` that shows what it was called with.
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {

    private static final Path LAUNCHER = Path.of("..", "bin", "flt");

    @TempDir
    private Path folder;

    private Path launcher;

    @BeforeEach
    void unpackARelease() throws IOException {
        Path release = folder.resolve("a release");
        launcher = Files.createDirectories(release.resolve("bin")).resolve("flt");
        Files.copy(LAUNCHER, launcher);
        Files.createFile(Files.createDirectories(release.resolve("lib")).resolve("fourierlearner-app-1.0.jar"));
    }

    @Test
    void javaHomeIsUsedWhenItIsNewEnough() throws Exception {
        assertThat(run(launcher, Map.of("JAVA_HOME", jdk("25.0.3")))).contains("java 25.0.3");
        assertThat(run(launcher, Map.of("JAVA_HOME", jdk("25.1")))).contains("java 25.1");
        assertThat(run(launcher, Map.of("JAVA_HOME", jdk("26-ea")))).contains("java 26-ea");
    }

    @Test
    void javaHomeIsPassedOverWhenItIsTooOldOrNotThere() throws Exception {
        String path = jdk("25.0.4") + "/bin:" + System.getenv("PATH");

        assertThat(run(launcher, Map.of("JAVA_HOME", jdk("25.0.2"), "PATH", path)))
                .contains("java 25.0.4");
        assertThat(run(launcher, Map.of("JAVA_HOME", jdk("9.0.10"), "PATH", path)))
                .contains("java 25.0.4");
        assertThat(run(launcher, Map.of("JAVA_HOME", folder + "/missing", "PATH", path)))
                .contains("java 25.0.4");
    }

    @Test
    void argumentsArriveAsTheyWereGiven() throws Exception {
        assertThat(run(launcher, Map.of("JAVA_HOME", jdk("25.0.3")), "train", "--out", "two words", "*"))
                .containsSubsequence(
                        "<-jar>", "fourierlearner-app-1.0.jar>", "<train>", "<--out>", "<two words>", "<*>");
    }

    @Test
    void linkToTheLauncherFindsTheRelease() throws Exception {
        Path first = Files.createSymbolicLink(folder.resolve("first link"), launcher);
        Path second = Files.createSymbolicLink(folder.resolve("second link"), first.getFileName());

        assertThat(run(second, Map.of("JAVA_HOME", jdk("25.0.3"))))
                .contains("/a release/lib/fourierlearner-app-1.0.jar");
    }

    @Test
    void optionsOfTheUserComeLastAndMayNameTheCollector() throws Exception {
        String output = run(launcher, Map.of("JAVA_HOME", jdk("25.0.3"), "FLT_JAVA_OPTS", "-Xmx1g -XX:+UseParallelGC"));

        assertThat(output).containsSubsequence("<-Xshare:auto>", "<-Xmx1g>", "<-XX:+UseParallelGC>", "<-jar>");
        assertThat(output).doesNotContain("UseSerialGC");
    }

    @Test
    void settingsOfTheUserStay() throws Exception {
        String output = run(
                launcher,
                Map.of(
                        "JAVA_HOME",
                        jdk("25.0.3"),
                        "OMP_NUM_THREADS",
                        "7",
                        "OPENBLAS_NUM_THREADS",
                        "3",
                        "GLIBC_TUNABLES",
                        ""));

        assertThat(output).contains("omp 7 openblas 3 tunables .");
    }

    /// A folder that looks like a JDK of this version.
    private String jdk(String version) throws IOException {
        Path home = folder.resolve("jdk " + version);
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
        Files.writeString(java, """
                #!/bin/sh
                echo "java %s"
                echo "omp $OMP_NUM_THREADS openblas $OPENBLAS_NUM_THREADS tunables $GLIBC_TUNABLES."
                printf '<%%s>\\n' "$@"
                """.formatted(version));
        assertThat(java.toFile().setExecutable(true)).isTrue();
        return home.toString();
    }

    private String run(Path script, Map<String, String> environment, String... arguments) throws Exception {
        var process = new ProcessBuilder("sh", script.toString()).redirectErrorStream(true);
        process.command().addAll(List.of(arguments));
        process.environment().keySet().removeAll(Set.of("FLT_JAVA_OPTS", "JAVA_TOOL_OPTIONS"));
        process.environment().putAll(environment);
        Process started = process.start();
        String output = new String(started.getInputStream().readAllBytes(), UTF_8);
        assertThat(started.waitFor()).as(output).isZero();
        return output;
    }
}
