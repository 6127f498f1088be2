package org.fourierlearner.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Folders and files appear whole or not at all, and damage is noticed.
class AtomicFolderTest {
    /// SHA-256 of `abc`, from FIPS 180-2, appendix B.1.
    private static final String SUM_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path parent;

    @Test
    void aFolderHoldsItsFilesAndTheirChecksums() throws IOException {
        Path folder = parent.resolve("new/a");
        write(folder, "abc");

        assertThat(folder.resolve("checksums.sha256")).hasContent(SUM_OF_ABC + "  inner/y\n" + SUM_OF_ABC + "  x\n");
        assertThat(AtomicFolder.damage(folder)).isEmpty();
        assertThat(names(folder.resolveSibling("."))).containsExactly("a");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theSystemsOwnToolAcceptsTheChecksums() throws Exception {
        Path folder = parent.resolve("a");
        write(folder, "abc");

        Process check = new ProcessBuilder("sha256sum", "--check", "--strict", "checksums.sha256")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("inner/y: OK\nx: OK\n");
        assertThat(check.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anOlderFolderIsReplacedAsAWhole() throws IOException {
        Path folder = parent.resolve("a");
        write(folder, "older");
        AtomicFolder.write(folder, partial -> Files.writeString(partial.resolve("z"), "newer"));

        assertThat(names(folder)).containsExactly("checksums.sha256", "z");
        assertThat(names(parent)).containsExactly("a");
    }

    @Test
    void aFailingWriterLeavesTheOlderFolder() throws IOException {
        Path folder = parent.resolve("a");
        write(folder, "older");

        assertThatThrownBy(() -> AtomicFolder.write(folder, partial -> {
                    Files.writeString(partial.resolve("x"), "newer");
                    throw new IOException("cable pulled");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage(folder + ": could not be written: cable pulled; what was there before is untouched");
        assertThat(folder.resolve("x")).hasContent("older");
        assertThat(AtomicFolder.damage(folder)).isEmpty();
        assertThat(names(parent)).containsExactly("a");
    }

    @Test
    @EnabledOnOs(OS.LINUX) // for /dev/full
    void aFullDiskLeavesTheOlderFolder() throws IOException {
        Path folder = parent.resolve("a");
        write(folder, "older");

        assertThatThrownBy(() -> AtomicFolder.write(folder, partial -> {
                    Path onFullDisk = Files.createSymbolicLink(partial.resolve("x"), Path.of("/dev/full"));
                    Files.writeString(onFullDisk, "newer");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        folder + ": could not be written: No space left on device; what was there before is untouched");
        assertThat(folder.resolve("x")).hasContent("older");
        assertThat(names(parent)).containsExactly("a");
    }

    @Test
    void linksAreRefused() {
        Path folder = parent.resolve("a");

        assertThatThrownBy(() ->
                        AtomicFolder.write(folder, partial -> Files.createSymbolicLink(partial.resolve("x"), parent)))
                .hasMessageContaining("x: expected a file or a folder, got a link or something else");
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void everyKindOfDamageIsNoticed() throws IOException {
        Path folder = parent.resolve("a");
        write(folder, "abc");
        Files.writeString(folder.resolve(".hidden"), "by a file browser");
        assertThat(AtomicFolder.damage(folder)).isEmpty();

        Files.writeString(folder.resolve("extra"), "");
        assertThat(AtomicFolder.damage(folder)).contains("extra: not in checksums.sha256");
        Files.delete(folder.resolve("extra"));

        Files.writeString(folder.resolve("x"), "abd");
        assertThat(AtomicFolder.damage(folder)).contains("x: checksum differs");
        Files.delete(folder.resolve("x"));
        assertThat(AtomicFolder.damage(folder)).contains("x: missing");
        Files.writeString(folder.resolve("x"), "abc");

        Files.writeString(folder.resolve("checksums.sha256"), SUM_OF_ABC + "  inner/y\n" + SUM_OF_ABC);
        assertThat(AtomicFolder.damage(folder)).contains("checksums.sha256: not a list of checksums");
        Files.writeString(folder.resolve("checksums.sha256"), "");
        assertThat(AtomicFolder.damage(folder)).contains("inner/y: not in checksums.sha256");
        Files.delete(folder.resolve("checksums.sha256"));
        assertThat(AtomicFolder.damage(folder)).contains("checksums.sha256: missing");
    }

    @Test
    void recoveryDeletesWhatIsUnfinishedAndPutsBackWhatWasBeingReplaced() throws IOException {
        write(parent.resolve("kept"), "kept");
        write(parent.resolve(".dead.0123456789abcdef.partial"), "half");
        write(parent.resolve(".kept.0123456789abcdef.replaced"), "older");
        write(parent.resolve(".back.0123456789abcdef.replaced"), "older");
        Files.writeString(parent.resolve(".file.json.0123456789abcdef.partial"), "half");

        AtomicFolder.recover(parent);

        assertThat(names(parent)).containsExactly("back", "kept");
        assertThat(parent.resolve("back/x")).hasContent("older");
        assertThat(parent.resolve("kept/x")).hasContent("kept");
    }

    @Test
    void aFailingFileWriterLeavesTheOlderFile() throws IOException {
        Path file = parent.resolve("new/run.json");
        AtomicFile.write(file, new byte[] {'a'});

        assertThatThrownBy(() -> AtomicFile.write(file, channel -> {
                    channel.write(ByteBuffer.wrap(new byte[] {'b'}));
                    throw new IOException("cable pulled");
                }))
                .hasMessage(file + ": could not be written: cable pulled; what was there before is untouched");
        assertThat(file).hasContent("a");
        AtomicFile.write(file, new byte[] {'c'});
        assertThat(file).hasContent("c");
        assertThat(names(file.resolveSibling("."))).containsExactly("run.json");
    }

    private static void write(Path folder, String text) throws IOException {
        AtomicFolder.write(folder, partial -> {
            Files.createDirectory(partial.resolve("inner"));
            Files.writeString(partial.resolve("x"), text);
            Files.writeString(partial.resolve("inner/y"), text);
        });
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
