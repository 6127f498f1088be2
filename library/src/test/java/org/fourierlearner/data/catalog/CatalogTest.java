package org.fourierlearner.data.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which data sets there are, and taking them from a folder.
class CatalogTest {
    private static final URI URL = URI.create("https://data.example/x.bin");

    @TempDir
    Path folder;

    @Test
    void theBundledCatalogHasTinyShakespeare() {
        Dataset dataset = Catalog.bundled().dataset("tiny-shakespeare");

        assertThat(dataset.sizeBytes()).isEqualTo(1_115_394);
        assertThat(dataset.licence()).isEqualTo("public domain");
        assertThat(dataset.files().getFirst().form()).isEqualTo(DataFile.Form.PLAIN);
        assertThat(Catalog.bundled().datasets()).contains(dataset);
    }

    @Test
    void fashionMnistIsTakenAsPublishedOrAsDebianPacksIt() {
        Dataset dataset = Catalog.bundled().dataset("fashion-mnist");

        assertThat(dataset.files())
                .extracting(DataFile::name, DataFile::sizeBytes)
                .containsExactly(
                        tuple("train-images-idx3-ubyte.gz", 26_421_880L),
                        tuple("train-labels-idx1-ubyte.gz", 29_515L),
                        tuple("t10k-images-idx3-ubyte.gz", 4_422_102L),
                        tuple("t10k-labels-idx1-ubyte.gz", 5_148L));
        assertThat(dataset.files())
                .allSatisfy(file -> assertThat(file.alternatives()).hasSize(1))
                .allSatisfy(file -> assertThat(file.form()).isEqualTo(DataFile.Form.PLAIN));
        assertThat(dataset.installed()).containsExactly("/usr/share/datasets/fashion-mnist");
    }

    @Test
    void anAlternativeIsTakenAsTheFileItselfIs() throws IOException {
        byte[] official = TestFiles.bytes(100, 1);
        byte[] repacked = TestFiles.bytes(90, 2);
        DataFile file = new DataFile(
                "x.bin",
                URL,
                TestFiles.sha256(official),
                100,
                DataFile.Form.PLAIN,
                List.of(new DataFile.Alternative(TestFiles.sha256(repacked), 90)));
        Path target = folder.resolve("to");

        for (byte[] right : List.of(official, repacked)) {
            Files.write(folder.resolve("x.bin"), right);
            assertThat(Catalog.take(TestFiles.dataset(file), folder, target)).containsExactly(target.resolve("x.bin"));
            assertThat(target.resolve("x.bin")).hasBinaryContent(right);
            assertThat(Verification.of(file, target.resolve("x.bin")).fault()).isEmpty();
        }
        Files.write(folder.resolve("x.bin"), TestFiles.bytes(90, 3));
        assertThatThrownBy(() -> Catalog.take(TestFiles.dataset(file), folder, target))
                .hasMessageContaining("x.bin: expected 100 bytes, got 90");
    }

    @Test
    void anInstalledFolderHasAllFiles() throws IOException {
        Path half = Files.createDirectory(folder.resolve("half"));
        Path whole = Files.createDirectory(folder.resolve("whole"));
        byte[] bytes = TestFiles.bytes(10, 1);
        var files = List.of(
                TestFiles.file("x", URL, bytes, DataFile.Form.PLAIN),
                TestFiles.file("y", URL, bytes, DataFile.Form.PLAIN));
        var dataset = new Dataset("some-data", "", "", files, List.of(half.toString(), whole.toString()));
        Files.write(half.resolve("x"), bytes);
        Files.write(whole.resolve("x"), bytes);

        assertThat(dataset.installedFolder()).isEmpty();

        Files.write(whole.resolve("y"), bytes);
        assertThat(dataset.installedFolder()).contains(whole);
    }

    @Test
    void anUnknownNameListsTheKnownOnes() throws IOException {
        Catalog catalog = read("{\"datasets\": []}");

        assertThatThrownBy(() -> catalog.dataset("tiny-shakespear"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dataset: expected one of [], got 'tiny-shakespear'");
    }

    @Test
    void faultyCatalogsAreRefused() {
        assertThatThrownBy(() -> read("{\"datasets\": [}"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("my.json: expected a catalog, got a fault: ");
        assertThatThrownBy(() -> read("{\"dataset\": []}")).hasMessageContaining("dataset");
        assertThatThrownBy(() -> read("{}")).hasMessageContaining("datasets");
        assertThatThrownBy(() -> read("{\"datasets\": [{\"name\": \"a\", \"description\": \"\", \"licence\": \"\","
                        + " \"files\": [], \"installed\": []}]}"))
                .hasMessageContaining("files: expected at least one, got none");
    }

    @Test
    void faultyFilesAreRefused() {
        String sum = "0".repeat(64);
        assertThatThrownBy(() -> new DataFile("../x", URL, sum, 1, DataFile.Form.PLAIN, List.of()))
                .hasMessage("name: expected a file name without folders, got '../x'");
        assertThatThrownBy(
                        () -> new DataFile("x", URI.create("file:/etc/passwd"), sum, 1, DataFile.Form.PLAIN, List.of()))
                .hasMessage("url: expected an http or https address, got 'file:/etc/passwd'");
        assertThatThrownBy(() -> new DataFile("x", URL, "ABC", 1, DataFile.Form.PLAIN, List.of()))
                .hasMessage("sha256: expected 64 lower-case hexadecimal digits, got 'ABC'");
        assertThatThrownBy(() -> new DataFile("x", URL, sum, -1, DataFile.Form.PLAIN, List.of()))
                .hasMessage("sizeBytes: expected at least 0, got -1");
        assertThatThrownBy(() -> new DataFile("x.tar", URL, sum, 1, DataFile.Form.TAR_GZIP, List.of()))
                .hasMessage("name: expected one that ends in .tar.gz or .tgz for the form TAR_GZIP, got 'x.tar'");
        DataFile file = new DataFile("x.gz", URL, sum, 1, DataFile.Form.GZIP, List.of());
        assertThat(file.unpackedName()).isEqualTo("x");
        DataFile clash = new DataFile("x", URL, sum, 1, DataFile.Form.PLAIN, List.of());
        assertThatThrownBy(() -> TestFiles.dataset(file, clash))
                .hasMessage("files: expected distinct names, got 'x' twice");
        assertThatThrownBy(() -> new Dataset("Not A Name", "", "", List.of(file), List.of()))
                .hasMessage("name: expected lower-case words joined by hyphens, got 'Not A Name'");
    }

    @Test
    void filesAtHandAreCheckedCopiedAndUnpacked() throws IOException {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write("hello".getBytes(StandardCharsets.UTF_8));
        }
        Path from = Files.createDirectory(folder.resolve("from"));
        Files.write(from.resolve("x.gz"), compressed.toByteArray());
        Dataset dataset = TestFiles.dataset(TestFiles.file("x.gz", URL, compressed.toByteArray(), DataFile.Form.GZIP));

        List<Path> taken = Catalog.take(dataset, from, folder.resolve("to"));

        assertThat(taken).containsExactly(folder.resolve("to/x"));
        assertThat(folder.resolve("to/x")).hasContent("hello");
        assertThat(folder.resolve("to/x.gz")).exists();
        assertThat(Catalog.take(dataset, from, from)).containsExactly(from.resolve("x"));
    }

    @Test
    void aWrongOrMissingFileIsRefused() throws IOException {
        byte[] right = TestFiles.bytes(100, 1);
        byte[] wrong = TestFiles.bytes(100, 2);
        Dataset dataset = TestFiles.dataset(TestFiles.file("x.bin", URL, right, DataFile.Form.PLAIN));
        Path target = folder.resolve("to");
        Path source = folder.resolve("x.bin");

        assertThatThrownBy(() -> Catalog.take(dataset, folder, target))
                .hasMessage(source + ": expected a file of 100 bytes, got none; fetch it from " + URL);

        Files.write(source, wrong);
        assertThatThrownBy(() -> Catalog.take(dataset, folder, target))
                .hasMessage(target.resolve("x.bin") + ": could not be written: " + source + ": expected SHA-256 "
                        + TestFiles.sha256(right) + ", got " + TestFiles.sha256(wrong)
                        + "; it is damaged, or another version: the right one is at " + URL
                        + "; what was there before is untouched");

        Files.write(source, new byte[7]);
        assertThatThrownBy(() -> Catalog.take(dataset, folder, folder))
                .hasMessage(source + ": expected 100 bytes, got 7; it is damaged, or another version: "
                        + "the right one is at " + URL);
        assertThat(target.resolve("x.bin")).doesNotExist();
    }

    private static Catalog read(String json) throws IOException {
        return Catalog.read("my.json", new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }
}
