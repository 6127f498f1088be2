package org.fourierlearner.data.molecule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.storage.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/// Frames as they are written, and what is none.
class XyzReaderTest {
    private static final byte[] TWO = TestFrames.TWO.getBytes(StandardCharsets.UTF_8);
    private static final String HEAD = "Properties=species:S:1:pos:R:3\n";

    @Test
    void columnsMayStandInAnyOrder() throws IOException {
        List<XyzFrame> frames = TestFrames.read(TWO);

        assertThat(frames).hasSize(2);
        XyzFrame first = frames.getFirst();
        assertThat(first.count()).isEqualTo(2);
        assertThat(first.place()).isEqualTo(new XyzPlace(Path.of("a.xyz"), 1, 1));
        assertThat(first.columns())
                .containsExactly(
                        XyzColumn.ofTexts("species", 1, "H", "O"),
                        XyzColumn.ofReals("pos", 3, 0, 0, 0.5, 0, 1, -0.5),
                        XyzColumn.ofReals("forces", 3, 0.25, -1e-3, 0, -0.25, 1e-3, 0),
                        XyzColumn.ofIntegers("tags", 1, 0, 2),
                        XyzColumn.ofLogicals("move_mask", 1, true, false));
        assertThat(first.values().keySet()).containsExactly("Properties", "energy", "name", "pbc");
        XyzFrame second = frames.get(1);
        assertThat(second.place()).hasToString("a.xyz, frame 2");
        assertThat(second.place().line()).isEqualTo(5);
        assertThat(second.columns())
                .containsExactly(XyzColumn.ofReals("pos", 3, 1.5, 2, 3), XyzColumn.ofIntegers("Z", 1, 29));
        assertThat(second.values().keySet()).containsExactly("pos", "Properties", "Lattice", "flag", "energy");
    }

    @Test
    void packedFilesLineEndsAndBlankLinesMakeNoDifference() throws IOException {
        List<XyzFrame> plain = TestFrames.read(TWO);
        String windows = '\uFEFF' + TestFrames.TWO.replace("\n", "\r\n").replace("\r\n1\r\n", "\r\n \r\n\r\n 1 \r\n");
        byte[] cut = Arrays.copyOf(TWO, TWO.length - 1);
        for (byte[] other :
                List.of(TestFrames.gzip(TWO), TestFrames.xz(TWO), windows.getBytes(StandardCharsets.UTF_8), cut)) {
            List<XyzFrame> frames = TestFrames.read(other);
            assertThat(frames).hasSize(2);
            assertThat(TestFrames.same(frames.get(0), plain.get(0))).isTrue();
            assertThat(TestFrames.same(frames.get(1), plain.get(1))).isTrue();
        }
    }

    @Test
    void theHashIsThatOfTheUnpackedText() throws IOException {
        for (byte[] bytes : List.of(TWO, TestFrames.gzip(TWO), TestFrames.xz(TWO))) {
            var digest = Sha256.digest();
            try (var reader = new XyzReader(Path.of("a"), new ByteArrayInputStream(bytes), digest)) {
                while (reader.next() != null) {
                    assertThat(digest).isNotNull();
                }
            }
            assertThat(digest.digest()).isEqualTo(Sha256.digest().digest(TWO));
        }
    }

    @Test
    void plainXyzHasFreeText() throws IOException {
        XyzFrame frame =
                TestFrames.read("1\n  some water, E = -76.3  \nO 0 0 1\n").getFirst();

        assertThat(frame.freeText()).contains("some water, E = -76.3");
        assertThat(frame.values()).isEmpty();
        assertThat(frame.columns())
                .containsExactly(XyzColumn.ofTexts("species", 1, "O"), XyzColumn.ofReals("pos", 3, 0, 0, 1));
        assertThat(TestFrames.read("1\n\nO 0 0 1\n").getFirst().freeText()).contains("");
        assertThat(TestFrames.read("1\nenergy=-76.3\nO 0 0 1\n").getFirst().value("energy"))
                .contains(XyzValue.of(-76.3));
    }

    /// What is in the file, and how it is refused, without the name of the file.
    static final List<Arguments> everyFault = List.of(
            Arguments.of("", "a.xyz: expected frames of extended XYZ, got an empty file"),
            Arguments.of("\n \n", "a.xyz: expected frames of extended XYZ, got an empty file"),
            Arguments.of("x\n", "a.xyz:1: frame 1: expected a number of atoms, got 'x'; is it extended XYZ?"),
            Arguments.of("2.0\n", "a.xyz:1: frame 1: expected a number of atoms, got '2.0'; is it extended XYZ?"),
            Arguments.of("-1\n", "a.xyz:1: frame 1: expected a number of atoms, got '-1'; is it extended XYZ?"),
            Arguments.of("00\n\n", "a.xyz:1: frame 1: expected at least one atom, got 0; leave the frame out"),
            Arguments.of(
                    "1000000\n\n",
                    "a.xyz:1: frame 1: expected at most 100000 atoms in a frame, got '1000000'; cut the structure into parts"),
            Arguments.of(
                    "99999999999999999999\n\n",
                    "a.xyz:1: frame 1: expected at most 100000 atoms in a frame, got '99999999999999999999'; cut the structure into parts"),
            Arguments.of(
                    "1",
                    "a.xyz:2: frame 1: expected a line of keys and values, got the end of the file; it is cut off"),
            Arguments.of(
                    "100000\n" + HEAD + "H 0 0 0\nH 0 0 1\n",
                    "a.xyz:5: frame 1: expected 100000 atoms, got 2 and the end of the file; it is cut off"),
            Arguments.of(
                    "1\n" + HEAD + "H 0 0 0\nH 0 0 1\n",
                    "a.xyz:4: frame 2: expected a number of atoms, got 'H 0 0 1'; is the number of atoms of frame 1 right?"),
            Arguments.of(
                    "2\n" + HEAD + "H 0 0 0\n1\n" + HEAD + "H 0 0 0\n",
                    "a.xyz:4: frame 1: expected 4 columns (species:S:1:pos:R:3), got 1: '1'; are the columns, and the number of atoms on line 1, right?"),
            Arguments.of(
                    "1\nfree\nH 0 0 0 0.5\n",
                    "a.xyz:3: frame 1: expected 4 columns (species:S:1:pos:R:3), got 5: 'H 0 0 0 0.5'; are the columns, and the number of atoms on line 1, right?"),
            Arguments.of("1\n" + HEAD + "H 0 x 0\n", "a.xyz:3: frame 1: expected a number in column 3 (pos), got 'x'"),
            Arguments.of(
                    "1\n" + HEAD + "H 0 0 1e999\n",
                    "a.xyz:3: frame 1: expected a number in column 4 (pos), got '1e999'"),
            Arguments.of(
                    "1\nProperties=tags:I:1\n1.0\n",
                    "a.xyz:3: frame 1: expected an integer in column 1 (tags), got '1.0'"),
            Arguments.of(
                    "1\nProperties=tags:I:1\n99999999999999999999\n",
                    "a.xyz:3: frame 1: expected an integer in column 1 (tags), got '99999999999999999999'"),
            Arguments.of("1\nProperties=m:L:1\n1\n", "a.xyz:3: frame 1: expected T or F in column 1 (m), got '1'"),
            Arguments.of(
                    "1\nProperties=species:S:1:pos:R\nH 0 0 0\n",
                    "a.xyz:2: frame 1: expected name:type:width for each column in Properties, got 'species:S:1:pos:R'"),
            Arguments.of(
                    "1\nProperties=species:X:1\nH\n",
                    "a.xyz:2: frame 1: expected a name, one of the letters S, I, R and L, and a width for each column in Properties, got 'species:X:1'"),
            Arguments.of(
                    "1\nProperties=species:S:0\nH\n",
                    "a.xyz:2: frame 1: expected a name, one of the letters S, I, R and L, and a width for each column in Properties, got 'species:S:0'"),
            Arguments.of(
                    "1\nProperties=x:S:1:x:S:1\nH H\n",
                    "a.xyz:2: frame 1: expected each column once in Properties, got 'x' twice"),
            Arguments.of(
                    "1\nProperties=a:R:999999:b:R:999999\nH\n",
                    "a.xyz:2: frame 1: expected fewer words for each atom than a line can have, got 'a:R:999999:b:R:999999'"),
            Arguments.of(
                    "1\nProperties=x:S:1 name=\"open\nH\n",
                    "a.xyz:2: frame 1: expected \" at the end of a value, got the end of the line after '\"open'"),
            Arguments.of(
                    "1\nLattice = [1 0 0\nH 0 0 0\n",
                    "a.xyz:2: frame 1: expected ] at the end of a value, got the end of the line after '[1 0 0'"),
            Arguments.of("1\nProperties=x:S:1 a=1 a=2\nH\n", "a.xyz:2: frame 1: expected each key once, got 'a' twice"),
            Arguments.of(
                    "1\nProperties=x:S:1 =5\nH\n",
                    "a.xyz:2: frame 1: expected a key before '=5'; quote values that have '='"),
            Arguments.of(
                    "1\nProperties=x:S:1 a=b\\\nH\n",
                    "a.xyz:2: frame 1: expected a character behind the backslash, got the end of the line"),
            Arguments.of(
                    "1\n\0\nH 0 0 0\n", "a.xyz:2: expected text, got a NUL byte; it is another format, or damaged"),
            Arguments.of(
                    "1" + " ".repeat(XyzLines.MOST_BYTES) + "\n",
                    "a.xyz:1: expected lines of at most 1048576 bytes, got a longer one; it is another format, or damaged"));

    @ParameterizedTest
    @FieldSource("everyFault")
    void faultyFilesAreRefused(String text, String message) {
        assertThatThrownBy(() -> TestFrames.read(text))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(message);
    }

    @Test
    void otherBytesAreRefused() throws IOException {
        assertThatThrownBy(() -> TestFrames.read(new byte[] {'1', '\n', (byte) 0xE9, '\n'}))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(
                        "a.xyz:2: expected text in UTF-8, got bytes that are none; it is another format, or damaged");
        byte[] gzip = TestFrames.gzip(TWO);
        assertThatThrownBy(() -> TestFrames.read(Arrays.copyOf(gzip, 40)))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageStartingWith("a.xyz: expected gzip data, got a damaged file (");
        byte[] xz = TestFrames.xz(TWO);
        assertThatThrownBy(() -> TestFrames.read(Arrays.copyOf(xz, 40)))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageStartingWith("a.xyz: expected xz data, got a damaged file (");
        xz[xz.length / 2] ^= 1;
        assertThatThrownBy(() -> TestFrames.read(xz))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageStartingWith("a.xyz: expected xz data, got a damaged file (");
        xz[7] ^= 1;
        assertThatThrownBy(() -> TestFrames.read(xz))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageStartingWith("a.xyz: expected xz data, got a damaged file (");
    }

    @Test
    void foldersAndMissingFilesAreRefused(@TempDir Path folder) {
        assertThatThrownBy(() -> new XyzReader(folder))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(folder + ": expected a file of extended XYZ, got a folder");
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> new XyzReader(none))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(none + ": expected a file, got nothing; check the path");
    }

    /// The same frame without end; counts what is read of it.
    private static final class Endless extends InputStream {
        private final byte[] frame = ("2\n" + HEAD + "H 0 0 0\nO 1 1 1\n").getBytes(StandardCharsets.UTF_8);
        private long count;

        @Override
        public int read() {
            return frame[(int) (count++ % frame.length)];
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            for (int i = 0; i < length; i++) {
                bytes[offset + i] = (byte) read();
            }
            return length;
        }
    }

    @Test
    void framesAreReadOneByOne() throws IOException {
        var input = new Endless();
        try (var reader = new XyzReader(Path.of("endless"), input, Sha256.digest())) {
            for (int i = 1; i <= 10_000; i++) {
                XyzFrame frame = Objects.requireNonNull(reader.next());
                assertThat(frame.place().frame()).isEqualTo(i);
                assertThat(input.count).isLessThanOrEqualTo((long) i * input.frame.length + (1 << 16));
            }
        }
    }
}
