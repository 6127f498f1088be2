package org.fourierlearner.data.molecule;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.fourierlearner.storage.Sha256;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/// Small files of extended XYZ.
final class TestFrames {
    /// Of two frames; the second is periodic.
    static final String TWO = """
            2
            Properties=species:S:1:pos:R:3:forces:R:3:tags:I:1:move_mask:L:1 energy=-31.5 name="a \\"b\\" c" pbc="F F F"
            H 0 0 0.5 0.25 -1e-3 0 0 T
            O 0 1 -.5 -0.25 1d-3 0 2 F
            1
            pos=x Properties=pos:R:3:Z:I:1 Lattice="4 0 0 0 4 0 0 0 4" flag energy=-2
            1.5 2 3 29
            """;

    private TestFrames() {}

    static XyzReader reader(byte[] bytes) throws IOException {
        return new XyzReader(Path.of("a.xyz"), new ByteArrayInputStream(bytes), Sha256.digest());
    }

    static List<XyzFrame> read(byte[] bytes) throws IOException {
        List<XyzFrame> frames = new ArrayList<>();
        try (XyzReader reader = reader(bytes)) {
            for (XyzFrame frame = reader.next(); frame != null; frame = reader.next()) {
                frames.add(frame);
            }
        }
        return frames;
    }

    static List<XyzFrame> read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] written(String name, List<XyzFrame> frames) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var writer = new XyzWriter(Path.of(name), bytes)) {
            for (XyzFrame frame : frames) {
                writer.write(frame);
            }
        }
        return bytes.toByteArray();
    }

    static byte[] gzip(byte[] plain) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.toByteArray();
    }

    static byte[] xz(byte[] plain) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var xz = new XZOutputStream(packed, new LZMA2Options(0))) {
            xz.write(plain);
        }
        return packed.toByteArray();
    }

    /// {@return whether two frames say the same, bit for bit}
    static boolean same(XyzFrame one, XyzFrame other) {
        return one.freeText().equals(other.freeText())
                && List.copyOf(one.values().entrySet())
                        .equals(List.copyOf(other.values().entrySet()))
                && one.columns().equals(other.columns());
    }

    /// {@return whether frames that are written are read as they were}
    static boolean survive(String name, List<XyzFrame> frames) throws IOException {
        List<XyzFrame> again = read(written(name, frames));
        boolean same = frames.size() == again.size();
        for (int i = 0; same && i < frames.size(); i++) {
            same = same(frames.get(i), again.get(i));
        }
        return same;
    }
}
