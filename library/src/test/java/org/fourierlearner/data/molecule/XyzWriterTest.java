package org.fourierlearner.data.molecule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is written is read again, bit for bit.
class XyzWriterTest {
    private static final XyzPlace PLACE = new XyzPlace(Path.of("made"), 1, 1);

    private static String text(List<XyzFrame> frames) throws IOException {
        return new String(TestFrames.written("plain.xyz", frames), StandardCharsets.UTF_8);
    }

    @Test
    void framesAreWrittenAsTheyWere() throws IOException {
        assertThat(text(TestFrames.read(TestFrames.TWO))).isEqualTo("""
                        2
                        Properties=species:S:1:pos:R:3:forces:R:3:tags:I:1:move_mask:L:1 energy=-31.5 name="a \\"b\\" c" pbc="F F F"
                        H 0.0 0.0 0.5 0.25 -0.001 0.0 0 T
                        O 0.0 1.0 -0.5 -0.25 0.001 0.0 2 F
                        1
                        pos=x Properties=pos:R:3:Z:I:1 Lattice="4 0 0 0 4 0 0 0 4" flag energy=-2
                        1.5 2.0 3.0 29
                        """);
    }

    @Test
    void everythingSurvives() throws IOException {
        List<XyzFrame> frames = new ArrayList<>(TestFrames.read(TestFrames.TWO));
        frames.addAll(TestFrames.read("1\nfree text, a=\"b\nO 0 0 1\n"));
        frames.addAll(TestFrames.read("1\n\nO 0 0 1\n"));
        frames.addAll(TestFrames.read("1\na=[[1, 2],[3,4]] 'b c'={x\\} y} energy=\nO 0 0 1\n"));
        var random = new Random(1);
        double[] numbers =
                random.longs(3 * 1000).mapToDouble(Double::longBitsToDouble).toArray();
        numbers[0] = -0.0;
        numbers[1] = Double.NaN;
        numbers[2] = Double.NEGATIVE_INFINITY;
        numbers[3] = Double.MIN_VALUE;
        numbers[4] = Double.MAX_VALUE;
        numbers[5] = 2e-3;
        frames.add(XyzFrame.of(
                PLACE,
                List.of(
                        XyzColumn.ofReals("a b", 3, numbers),
                        XyzColumn.ofIntegers("i", 1, random.longs(1000).toArray()))));
        for (String name : List.of("a.xyz", "a.xyz.gz", "a.xyz.xz")) {
            assertThat(TestFrames.survive(name, frames)).isTrue();
        }
    }

    @Test
    void filesArePackedByTheirNames(@TempDir Path folder) throws IOException {
        List<XyzFrame> frames = TestFrames.read(TestFrames.TWO);
        List<byte[]> starts =
                List.of(new byte[] {'2', '\n'}, new byte[] {0x1F, (byte) 0x8B}, new byte[] {(byte) 0xFD, '7'});
        List<String> names = List.of("a.xyz", "a.xyz.gz", "a.XYZ.XZ");
        for (int i = 0; i < names.size(); i++) {
            Path file = folder.resolve(names.get(i));
            try (var writer = new XyzWriter(file)) {
                writer.write(frames.getFirst());
            }
            assertThat(Files.readAllBytes(file)).startsWith(starts.get(i));
            try (var reader = new XyzReader(file)) {
                XyzFrame again = Objects.requireNonNull(reader.next());
                assertThat(TestFrames.same(again, frames.getFirst())).isTrue();
                assertThat(reader.next()).isNull();
            }
        }
    }

    @Test
    void predictionsAreAddedAndTheRestStays() throws IOException {
        XyzFrame frame = TestFrames.read(TestFrames.TWO)
                .getFirst()
                .with("predicted_energy", XyzValue.of(-31.25))
                .with("energy", XyzValue.of(0.1))
                .with(XyzColumn.ofReals("predicted_forces", 3, 1, 2, 3, 4, 5, 6))
                .with(XyzColumn.ofReals("forces", 1, 7, 8));

        assertThat(text(List.of(frame))).isEqualTo("""
                        2
                        Properties=species:S:1:pos:R:3:forces:R:1:tags:I:1:move_mask:L:1:predicted_forces:R:3 energy=0.1 name="a \\"b\\" c" pbc="F F F" predicted_energy=-31.25
                        H 0.0 0.0 0.5 7.0 0 T 1.0 2.0 3.0
                        O 0.0 1.0 -0.5 8.0 2 F 4.0 5.0 6.0
                        """);
    }

    @Test
    void freeTextBecomesAComment() throws IOException {
        XyzFrame plain = TestFrames.read("1\nsome water\nO 0 0 1\n").getFirst();
        assertThat(text(List.of(plain.with("energy", XyzValue.of(-1.0))))).isEqualTo("""
                        1
                        Properties=species:S:1:pos:R:3 comment="some water" energy=-1.0
                        O 0.0 0.0 1.0
                        """);
        XyzFrame pairs = TestFrames.read("1\nenergy=5\nO 0 0 1\n").getFirst();
        assertThat(text(List.of(pairs.with("e", XyzValue.of(1)), pairs.with(XyzColumn.ofIntegers("i", 1, 3)))))
                .isEqualTo("""
                        1
                        energy=5 e=1
                        O 0.0 0.0 1.0
                        1
                        energy=5 Properties=species:S:1:pos:R:3:i:I:1
                        O 0.0 0.0 1.0 3
                        """);
    }

    @Test
    void whatCannotBeWrittenIsRefused() throws IOException {
        XyzFrame frame = TestFrames.read(TestFrames.TWO).getFirst();
        assertThatThrownBy(() -> frame.with(XyzColumn.ofIntegers("i", 1, 1, 2, 3)))
                .hasMessage("i: expected a column of 2 atoms, got 3");
        assertThatThrownBy(() -> frame.with("Properties", XyzValue.of("x:S:1")))
                .hasMessage("key: expected a name other than Properties, got 'Properties'");
        assertThatThrownBy(() -> frame.with("", XyzValue.of(1)))
                .hasMessage("key: expected a name other than Properties, got ''");
        assertThatThrownBy(() -> XyzColumn.ofTexts("s", 1, "a b"))
                .hasMessage("s: expected words without blanks, got 'a b'");
        assertThatThrownBy(() -> XyzColumn.ofReals("a:b", 1, 0))
                .hasMessage("name: expected a name without colons, got 'a:b'");
        assertThatThrownBy(() -> XyzColumn.ofReals("a", 3, 0, 1))
                .hasMessage("a: expected 3 numbers or words for each atom, got 2 in all");
        assertThatThrownBy(() -> XyzFrame.of(PLACE, List.of()))
                .hasMessage("columns: expected at least one column of at least one atom, got none");
        XyzColumn one = XyzColumn.ofReals("a", 1, 0);
        assertThatThrownBy(() -> XyzFrame.of(PLACE, List.of(one, one)))
                .hasMessage("columns: expected each name once, got 'a' twice");
        assertThatThrownBy(() -> one.texts())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a: expected another type, got a:R:1");
        XyzFrame half = frame.with("k", XyzValue.of("\uD800"));
        assertThatThrownBy(() -> text(List.of(half))).isInstanceOf(CharacterCodingException.class);
    }
}
