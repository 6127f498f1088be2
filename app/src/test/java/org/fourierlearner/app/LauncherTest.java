package org.fourierlearner.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `bin/flt` of a release and of a checkout, with a `java` that shows what it was called with, and an `mvn` that builds
/// nothing.
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {

    private static final Path LAUNCHER = Path.of("..", "bin", "flt");

    private static final List<String> TOOLS = List.of(
            "cat", "cksum", "dirname", "find", "getconf", "head", "ls", "mkdir", "mv", "nproc", "rm", "sed", "sh",
            "sleep", "touch", "uname");

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

    @ParameterizedTest
    @ValueSource(strings = {"train", "compare", "bench", "evaluate", "generate", "predict", "inspect"})
    void whatComputesHasVectors(String command) throws Exception {
        assertThat(run(launcher, Map.of("JAVA_HOME", jdk("25.0.3")), command))
                .contains("<--add-modules=jdk.incubator.vector>");
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

    @Test
    void withoutAJdkItSaysWhatItLookedAt() throws Exception {
        hideSystemFolders();
        Map<String, String> nothing = Map.of("JAVA_HOME", "", "HOME", folder + "/home", "PATH", tools());
        Map<String, String> old =
                Map.of("JAVA_HOME", jdk("21.0.9"), "HOME", folder + "/home", "PATH", jdk("25.0.2") + "/bin:" + tools());

        assertThat(end(launcher, nothing)).isEqualTo(new End(1, """
                        flt: a JDK 25.0.3 or newer is needed; set JAVA_HOME to one.
                        Looked at:
                          JAVA_HOME, PATH, /usr/lib/jvm, SDKMAN, ~/.jdks, asdf, mise, /opt: no JDK there
                        """.replace("/usr/lib/jvm", folder + "/usr/lib/jvm")
                .replace("/opt", folder + "/opt")));
        assertThat(end(launcher, old)).isEqualTo(new End(1, """
                        flt: a JDK 25.0.3 or newer is needed; set JAVA_HOME to one.
                        Looked at:
                          JAVA_HOME: Java 21.0.9 in %1$s/jdk 21.0.9
                          PATH: Java 25.0.2 in %1$s/jdk 25.0.2
                        """.formatted(folder.toRealPath())));
    }

    @Test
    void checkoutIsBuiltOnFirstUseAndWhenItsSourcesChange() throws Exception {
        Path checkout = checkout();
        Path source = checkout.resolve("library/src/main/java/X.java");
        Path built = checkout.resolve("app/target/flt/built");
        Map<String, String> environment = withMaven("""
                mkdir -p "%1$s/lib"
                touch "%1$s/lib/fourierlearner-app-1.0.jar" "%1$s/built"
                """.formatted(built.getParent()));
        Path script = checkout.resolve("bin/flt");

        assertThat(run(script, environment, "info"))
                .startsWith("building (first use)…\n")
                .contains("/app/target/flt/lib/fourierlearner-app-1.0.jar>", "<info>");
        assertThat(run(script, environment, "info")).doesNotContain("building");
        Instant now = Instant.now();
        Files.setLastModifiedTime(built, FileTime.from(now.minusSeconds(3600)));
        Files.setLastModifiedTime(source, FileTime.from(now.minusSeconds(1800)));
        assertThat(run(script, environment, "info")).startsWith("building (sources changed)…\n");
        assertThat(run(script, environment, "info")).doesNotContain("building");
    }

    @Test
    void checkoutThatCannotBeBuiltIsNotRun() throws Exception {
        Path script = checkout().resolve("bin/flt");

        assertThat(end(script, withMaven("echo 'X.java: no such symbol'; exit 1")))
                .isEqualTo(new End(1, """
                        building (first use)…
                        X.java: no such symbol
                        flt: the build failed; its messages are above, and mvn package says more
                        """));
        Files.delete(folder.resolve("maven/mvn"));
        assertThat(end(script, Map.of("JAVA_HOME", jdk("25.0.3"), "PATH", tools())))
                .isEqualTo(new End(1, """
                        flt: this is a source checkout, and Maven (mvn) is needed to build it.
                        Install Maven 3.8.7 or newer, or use a release archive, which needs a JDK only.
                        """));
    }

    /// A folder that looks like a source checkout, with an hour-old source.
    private Path checkout() throws IOException {
        Path checkout = folder.resolve("a checkout");
        Path source = checkout.resolve("library/src/main/java/X.java");
        Files.createDirectories(source.getParent());
        Files.createDirectories(checkout.resolve("bin"));
        Files.createDirectories(checkout.resolve("app"));
        Files.createFile(checkout.resolve("pom.xml"));
        Files.createFile(source);
        for (Path path : List.of(checkout.resolve("pom.xml"), source)) {
            Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(3600)));
        }
        Files.copy(LAUNCHER, checkout.resolve("bin/flt"));
        return checkout;
    }

    /// An environment whose Maven is a script.
    private Map<String, String> withMaven(String script) throws IOException {
        Path mvn = Files.createDirectories(folder.resolve("maven")).resolve("mvn");
        script(mvn, script);
        return Map.of("JAVA_HOME", jdk("25.0.3"), "PATH", mvn.getParent() + ":" + tools());
    }

    /// A folder for the search path with all that the launcher calls but Java and Maven.
    private String tools() throws IOException {
        Path tools = folder.resolve("tools");
        if (Files.notExists(tools)) {
            Files.createDirectory(tools);
            for (String name : TOOLS) {
                for (String place : System.getenv("PATH").split(":", -1)) {
                    Path tool = Path.of(place, name);
                    if (Files.isExecutable(tool)) {
                        script(tools.resolve(name), "exec '%s' \"$@\"\n".formatted(tool));
                        break;
                    }
                }
            }
        }
        return tools.toString();
    }

    /// The folders of this machine may hold a JDK that would do.
    private void hideSystemFolders() throws IOException {
        String script = Files.readString(launcher);
        for (String place : List.of("/usr/lib/jvm", "/Library/Java", "/opt")) {
            script = script.replace(place, folder + place);
        }
        Files.writeString(launcher, script);
    }

    /// A folder that looks like a JDK of this version.
    private String jdk(String version) throws IOException {
        Path home = folder.resolve("jdk " + version);
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        script(home.resolve("bin/javac"), "");
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
        script(java, """
                echo "java %s"
                echo "omp $OMP_NUM_THREADS openblas $OPENBLAS_NUM_THREADS tunables $GLIBC_TUNABLES."
                printf '<%%s>\\n' "$@"
                """.formatted(version));
        return home.toString();
    }

    private static void script(Path file, String content) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + content);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static String run(Path script, Map<String, String> environment, String... arguments) throws Exception {
        End end = end(script, environment, arguments);
        assertThat(end.code()).as(end.output()).isZero();
        return end.output();
    }

    private record End(int code, String output) {}

    private static End end(Path script, Map<String, String> environment, String... arguments) throws Exception {
        var process = new ProcessBuilder("sh", script.toString()).redirectErrorStream(true);
        process.command().addAll(List.of(arguments));
        process.environment().keySet().removeAll(Set.of("FLT_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "SDKMAN_DIR"));
        process.environment().putAll(environment);
        Process started = process.start();
        String output = new String(started.getInputStream().readAllBytes(), UTF_8);
        return new End(started.waitFor(), output);
    }
}
