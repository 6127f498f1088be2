package org.fourierlearner.data.text;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.fourierlearner.storage.MalformedDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
    @TempDir
    private Path folder;

    @Test
    void plainAndCompressedTextReadTheSameWhateverTheName() throws IOException {
        String text = RandomText.of(300_000, 1).replace("\0", "");

        assertThat(readAll(write("plain.gz", text.getBytes(UTF_8)))).isEqualTo(text);
        assertThat(readAll(write("compressed.txt", gzip(text.getBytes(UTF_8))))).isEqualTo(text);
    }

    @Test
    void linesOfMegabytesAreRead() throws IOException {
        String text = "é🙂".repeat(1 << 20) + "\nend";

        assertThat(readAll(write("long.txt", gzip(text.getBytes(UTF_8))))).isEqualTo(text);
    }

    @Test
    void aByteOrderMarkIsSkippedAtTheStartOnly() throws IOException {
        assertThat(readAll(write("mark.txt", "\uFEFFa\uFEFFb".getBytes(UTF_8)))).isEqualTo("a\uFEFFb");
    }

    @Test
    void oneCharacterCanBeReadAtATime() throws IOException {
        var text = new StringBuilder();
        try (Reader reader = new TextFile(write("a.txt", "a🙂\r\n".getBytes(UTF_8))).open()) {
            for (int unit = reader.read(); unit >= 0; unit = reader.read()) {
                text.append((char) unit);
            }
        }
        assertThat(text).hasToString("a🙂\r\n");
    }

    @Test
    void aByteThatIsNoUtf8IsNamedWithItsLineAndOffset() throws IOException {
        byte[] text = "first\nsecond é\nthi?d\n".getBytes(UTF_8);
        text[19] = (byte) 0xFF;
        Path file = write("latin.txt", text);

        assertThatThrownBy(() -> readAll(file))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(
                        "%s:3: expected UTF-8, got the byte 0xFF at byte 19 of the text; convert the file to UTF-8",
                        file);
    }

    @Test
    void theOffsetIsRightFarIntoTheText() throws IOException {
        byte[] text = "123456789\n".repeat(30_000).getBytes(UTF_8);
        text[234_567] = (byte) 0x80;
        Path file = write("far.gz", gzip(text));

        assertThatThrownBy(() -> readAll(file))
                .hasMessage(
                        "%s:23457: expected UTF-8, got the byte 0x80 at byte 234567 of the text; "
                                + "convert the file to UTF-8",
                        file);
    }

    @Test
    void aTextThatEndsInsideACharacterIsRefused() throws IOException {
        Path file = write("cut.txt", new byte[] {'a', (byte) 0xE2, (byte) 0x82});

        assertThatThrownBy(() -> readAll(file))
                .hasMessage(
                        "%s:1: expected UTF-8, got the byte 0xE2 at byte 1 of the text; convert the file to UTF-8",
                        file);
    }

    @Test
    void binaryFilesAndUtf16AreRefused() throws IOException {
        Path binary = write("binary", new byte[] {'a', '\n', 'b', 0, 'c'});
        assertThatThrownBy(() -> readAll(binary))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(
                        "%s:2: expected text, got a NUL at byte 3 of the text; this is a binary file or one in UTF-16",
                        binary);

        Path wide = write("wide.txt", "ab".getBytes(UTF_16LE));
        assertThatThrownBy(() -> readAll(wide)).hasMessageContaining("UTF-16");
    }

    @Test
    void missingAndEmptyFilesAndFoldersAreRefused() throws IOException {
        Path missing = folder.resolve("missing.txt");
        assertThatThrownBy(() -> readAll(missing))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage("%s: expected a text file, got nothing; check the path", missing);
        assertThatThrownBy(() -> readAll(folder))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage("%s: expected a text file, got a folder", folder);
        for (byte[] nothing : new byte[][] {{}, gzip(new byte[0])}) {
            Path empty = write("empty.txt", nothing);
            assertThatThrownBy(() -> readAll(empty))
                    .isInstanceOf(MalformedDataException.class)
                    .hasMessage("%s: expected text, got nothing; the file is empty", empty);
        }
    }

    @Test
    void damagedCompressionIsRefused() throws IOException {
        byte[] whole = gzip(RandomText.of(100_000, 2).replace("\0", "").getBytes(UTF_8));
        Path cut = write("cut.gz", Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> readAll(cut))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(
                        "%s: expected gzip data, got a damaged file (Unexpected end of ZLIB input stream); "
                                + "fetch it again",
                        cut);

        Path start = write("start.gz", Arrays.copyOf(whole, 5));
        assertThatThrownBy(() -> readAll(start))
                .hasMessage("%s: expected gzip data, got a damaged file (it ends too early); fetch it again", start);

        Path header = write("header.gz", new byte[] {0x1F, (byte) 0x8B, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
        assertThatThrownBy(() -> readAll(header))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(
                        "%s: expected gzip data, got a damaged file (Unsupported compression method); fetch it again",
                        header);
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static String readAll(Path file) throws IOException {
        try (Reader reader = new TextFile(file).open()) {
            return reader.readAllAsString();
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }
}
