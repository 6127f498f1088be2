package org.fourierlearner.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.fourierlearner.data.catalog.Catalog;
import org.fourierlearner.data.text.CorpusSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class DataCommandTest {

    @TempDir
    private Path folder;

    @Test
    void listHasNameSizeAndLicence() {
        assertThat(Run.flt("data")).isEqualTo(new Run(0, """
                        tiny-shakespeare          1.1 MiB  About 40,000 lines of Shakespeare's plays in one text file, for language models of characters (public domain)
                        fashion-mnist            29.4 MiB  70,000 pictures of clothes in 28 x 28 grey pixels, of ten kinds, for classifiers of images (MIT)
                        """.replace("\n", System.lineSeparator()), ""));
    }

    @Test
    void textInTheLibraryIsTheFileOfTheCatalog() throws IOException {
        Path from = Files.createDirectory(folder.resolve("downloads"));
        try (InputStream text = new GZIPInputStream(
                Objects.requireNonNull(CorpusSource.class.getResourceAsStream("tiny-shakespeare.txt.gz")))) {
            Files.copy(text, from.resolve("input.txt"));
        }
        Path out = folder.resolve("data");

        assertThat(Run.flt("data", "tiny-shakespeare", "--from", from.toString(), "--out", out.toString()))
                .isEqualTo(new Run(
                        0, "%s%n".formatted(out.resolve("tiny-shakespeare").resolve("input.txt")), ""));
        assertThat(out.resolve("tiny-shakespeare/input.txt")).hasSize(1_115_394);
    }

    @Test
    void fileIsFetchedFromItsServer() throws Exception {
        byte[] content = "to be or not to be\n".repeat(1000).getBytes(UTF_8);
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/plays.txt", exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            try (var body = exchange.getResponseBody()) {
                body.write(content);
            }
        });
        server.start();
        try {
            String json = """
                    {"datasets": [{"name": "plays", "description": "plays", "licence": "none", "files": [
                      {"name": "plays.txt", "url": "http://%s:%d/plays.txt", "sha256": "%s", "sizeBytes": %d,
                       "form": "PLAIN", "alternatives": []}], "installed": []}]}
                    """.formatted(
                    server.getAddress().getAddress().getHostAddress(),
                    server.getAddress().getPort(),
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content)),
                    content.length);
            Catalog catalog = Catalog.read("test", new ByteArrayInputStream(json.getBytes(UTF_8)));

            Run fetched = Run.of(new CommandLine(new DataCommand(catalog)), "plays", "--out", folder.toString());

            assertThat(fetched)
                    .isEqualTo(new Run(0, "plays.txt  0.0 MiB%n%s%n".formatted(folder.resolve("plays/plays.txt")), ""));
            assertThat(folder.resolve("plays/plays.txt")).hasBinaryContent(content);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void filesOfAnInstalledPackageAreTaken() throws Exception {
        Path installed = Files.createDirectory(folder.resolve("installed"));
        byte[] content = "to be\n".getBytes(UTF_8);
        Files.write(installed.resolve("plays.txt"), content);
        String json = """
                {"datasets": [{"name": "plays", "description": "plays", "licence": "none", "files": [
                  {"name": "plays.txt", "url": "http://none.example/plays.txt", "sha256": "%s", "sizeBytes": 6,
                   "form": "PLAIN", "alternatives": []}], "installed": ["%s"]}]}
                """.formatted(
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)), installed);
        Catalog catalog = Catalog.read("test", new ByteArrayInputStream(json.getBytes(UTF_8)));

        Run taken = Run.of(new CommandLine(new DataCommand(catalog)), "plays", "--out", folder.toString());

        assertThat(taken)
                .isEqualTo(
                        new Run(0, "taken from %s%n%s%n".formatted(installed, folder.resolve("plays/plays.txt")), ""));
        assertThat(folder.resolve("plays/plays.txt")).hasBinaryContent(content);
    }

    @Test
    void unknownNameIsRefusedWithTheKnownOnes() {
        assertThat(Run.flt("data", "shakespear"))
                .isEqualTo(new Run(
                        1,
                        "",
                        "flt: dataset: expected one of [tiny-shakespeare, fashion-mnist], got 'shakespear'%n"
                                .formatted()));
    }

    @Test
    void missingFileIsNamedWithWhereItIsToBeHad() {
        assertThat(Run.flt("data", "tiny-shakespeare", "--from", folder.toString(), "--out", folder.toString()))
                .isEqualTo(new Run(
                        1,
                        "",
                        "flt: %s: expected a file of 1115394 bytes, got none; fetch it from https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt%n"
                                .formatted(folder.resolve("input.txt"))));
    }

    @Test
    void placeWithoutADataSetIsWrongUsage() {
        assertThat(Run.flt("data", "--from", "downloads"))
                .isEqualTo(new Run(
                        2,
                        "",
                        "flt: NAME: expected the data set to fetch; flt data lists them%nTry 'flt data --help'.%n"
                                .formatted()));
    }
}
