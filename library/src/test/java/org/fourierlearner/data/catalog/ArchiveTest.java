package org.fourierlearner.data.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.fourierlearner.data.catalog.DataFile.Form;
import org.fourierlearner.storage.MalformedDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Archives of every form are unpacked, and what could do harm is refused.
class ArchiveTest {
    private static final Archive.Limits LIMITS = new Archive.Limits(20, 1000);
    private static final String LONG_NAME = "d/".repeat(70) + "long name.txt";

    @TempDir
    Path folder;

    @Test
    void tarsAreUnpacked() throws IOException {
        byte[] tar = new TarBytes()
                .entry('5', "./", "")
                .entry('5', "inner/", "")
                .entry('0', "./inner/a.txt", "a")
                .entry('\0', "b.txt", "b".repeat(513))
                .entry('L', "././@LongLink", LONG_NAME + "\0")
                .entry('0', "cut off", "c")
                .entry('g', "global", "22 comment=for nobody\n")
                .entry('x', "pax", "14 path=é.txt\n".replace("14", "15") + "9 size=3\n")
                .entry('0', "another", "pax", "00000000000")
                .end();

        Path unpacked = unpack(Form.TAR, tar, LIMITS);

        assertThat(unpacked.resolve("inner/a.txt")).hasContent("a");
        assertThat(unpacked.resolve("b.txt")).hasContent("b".repeat(513));
        assertThat(unpacked.resolve(LONG_NAME)).hasContent("c");
        assertThat(unpacked.resolve("é.txt")).hasContent("pax");
    }

    @Test
    void compressedTarsAreUnpacked() throws IOException {
        byte[] tar = new TarBytes().entry('0', "a.txt", "a").end();

        assertThat(unpack(Form.TAR_GZIP, gzip(tar), LIMITS).resolve("a.txt")).hasContent("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "ustar", "pax"})
    @EnabledOnOs(OS.LINUX)
    void archivesOfTheSystemsOwnTarAreUnpacked(String format) throws Exception {
        Path source = Files.createDirectories(folder.resolve("source"));
        Path deep = Files.createDirectories(source.resolve("d".repeat(60) + "/" + "e".repeat(60)));
        Files.writeString(deep.resolve("f.txt"), "deep");
        Path tar = folder.resolve("x.tar.gz");
        Process process = new ProcessBuilder(
                        "tar", "--format=" + format, "-C", source.toString(), "-czf", tar.toString(), ".")
                .inheritIO()
                .start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();

        Path unpacked = folder.resolve("unpacked");
        Archive.unpack(tar, Form.TAR_GZIP, unpacked, LIMITS);

        assertThat(unpacked.resolve(source.relativize(deep)).resolve("f.txt")).hasContent("deep");
    }

    @Test
    void zipsAreUnpacked() throws IOException {
        Path unpacked = unpack(Form.ZIP, zip("inner/", "inner/a.txt", "b.txt"), LIMITS);

        assertThat(unpacked.resolve("inner/a.txt")).hasContent("inner/a.txt");
        assertThat(unpacked.resolve("b.txt")).hasContent("b.txt");
    }

    @Test
    void singleCompressedFilesAreUnpacked() throws IOException {
        assertThat(unpack(Form.GZIP, gzip("text".getBytes(StandardCharsets.UTF_8)), LIMITS))
                .hasContent("text");
    }

    static final List<String> everyRefusedName = List.of(
            "../a",
            "a/../../b",
            "/a",
            "C:/a",
            "c:a",
            "a\\..\\b",
            "a//b",
            "a/..",
            "..",
            "a\nb",
            "nul",
            "COM1.txt",
            "a.",
            "a /b",
            "a:stream",
            "x".repeat(256));

    @ParameterizedTest
    @FieldSource("everyRefusedName")
    void namesThatLeadElsewhereAreRefused(String name) throws IOException {
        byte[] tar = new TarBytes()
                .entry('L', "long", name + "\0")
                .entry('0', "x", "harm")
                .end();

        String shown = name.replace("\n", "?");
        shown = shown.length() > 255 ? shown.substring(0, 255) + "…" : shown;
        String fault = "entry '" + shown + "': expected a relative path of plain names, below the folder";
        assertRefused(Form.TAR, tar, LIMITS, fault);
        assertRefused(Form.ZIP, zip(name), LIMITS, fault);
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).containsExactly(folder.resolve("archive"));
        }
    }

    @Test
    void linksAndDevicesAreRefused() throws IOException {
        assertRefused(
                Form.TAR,
                new TarBytes().entry('2', "link", "").end(),
                LIMITS,
                "entry 'link': expected a file or a folder, got a link");
        assertRefused(
                Form.TAR,
                new TarBytes().entry('1', "link", "").end(),
                LIMITS,
                "entry 'link': expected a file or a folder, got a link");
        assertRefused(
                Form.TAR,
                new TarBytes().entry('3', "tty", "").end(),
                LIMITS,
                "entry 'tty': expected a file or a folder, got type '3'");
        byte[] zip = zip("link");
        int directory = indexOf(zip, new byte[] {'P', 'K', 1, 2});
        zip[directory + 5] = 3;
        zip[directory + 41] = (byte) 0xa1;
        assertRefused(Form.ZIP, zip, LIMITS, "entry 'link': expected a file or a folder, got a link or something else");
    }

    @Test
    void bombsAreRefused() throws IOException {
        byte[] large = new byte[100_000];
        String tooLarge = "expected at most 1000 bytes when unpacked, got more";
        assertRefused(Form.GZIP, gzip(large), LIMITS, tooLarge);
        String half = "x".repeat(600);
        assertRefused(
                Form.TAR,
                new TarBytes().entry('0', "a", half).entry('0', "b", half).end(),
                LIMITS,
                tooLarge);
        assertRefused(
                Form.ZIP,
                zip("x".repeat(200), "y".repeat(200)),
                new Archive.Limits(2, 399),
                tooLarge.replace("1000", "399"));
        assertRefused(
                Form.ZIP, zip("a", "b", "c/"), new Archive.Limits(2, 1000), "expected at most 2 entries, got more");
    }

    @Test
    void repeatedNamesAreRefused() throws IOException {
        assertRefused(
                Form.TAR,
                new TarBytes().entry('0', "a/b", "1").entry('0', "./A/b", "2").end(),
                LIMITS,
                "entry './A/b': expected one of that name, got two");
    }

    @Test
    void damagedArchivesAreRefused() throws IOException {
        assertRefused(Form.TAR, new byte[0], LIMITS, "expected a tar archive, got nothing");
        assertRefused(
                Form.TAR,
                TestFiles.bytes(512, 1),
                LIMITS,
                "expected an octal number in a tar header, got '" + octalField(TestFiles.bytes(512, 1)) + "'");
        assertRefused(
                Form.TAR,
                new TarBytes().entry('0', "a", "content").cut(514),
                LIMITS,
                "expected an intact archive, got a fault: the archive ends within a file");
        assertRefused(
                Form.TAR,
                new TarBytes().entry('L', "a", "", "77777777777").end(),
                LIMITS,
                "expected at most 65536 bytes to describe an entry, got 8589934591");
        assertRefused(
                Form.TAR,
                new TarBytes().entry('x', "a", "99 path=x\n").end(),
                LIMITS,
                "expected pax records 'length key=value', got something else");
        assertRefused(
                Form.ZIP,
                new byte[100],
                LIMITS,
                "expected an intact archive, got a fault: there is no central directory");
        byte[] cut = gzip(new byte[100]);
        assertRefused(
                Form.GZIP,
                Arrays.copyOf(cut, cut.length - 9),
                LIMITS,
                "expected an intact archive, got a fault: Unexpected end of ZLIB input stream");
    }

    @Test
    void contentThatContradictsItsChecksumIsRefused() throws IOException {
        byte[] zip = zip("a");
        int directory = indexOf(zip, new byte[] {'P', 'K', 1, 2});
        zip[directory + 16] ^= 1;

        assertRefused(Form.ZIP, zip, LIMITS, "entry 'a': expected CRC e8b7be42, got e8b7be43");
    }

    private static String octalField(byte[] header) {
        String text = new String(header, 148, 8, StandardCharsets.UTF_8);
        int zero = text.indexOf('\0');
        return EntryName.printable((zero < 0 ? text : text.substring(0, zero)).strip());
    }

    private Path unpack(Form form, byte[] archive, Archive.Limits limits) throws IOException {
        Path target = folder.resolve("target");
        Archive.unpack(Files.write(folder.resolve("archive"), archive), form, target, limits);
        return target;
    }

    private void assertRefused(Form form, byte[] archive, Archive.Limits limits, String message) {
        assertThatThrownBy(() -> unpack(form, archive, limits))
                .isInstanceOf(IOException.class)
                .cause()
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(folder.resolve("archive") + ": " + message);
        assertThat(folder.resolve("target")).doesNotExist();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    /// Each file holds its own name.
    private static byte[] zip(String... names) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.endsWith("/") ? new byte[0] : name.getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        int at = 0;
        while (!Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
            at++;
        }
        return at;
    }
}
