package org.fourierlearner.data.molecule;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/// Writes extended XYZ, frame by frame. [XyzReader] reads the same frames, numbers bit for bit: those of
/// columns are written with as many digits as tell them from their neighbors, values as they were read.
public final class XyzWriter implements AutoCloseable {
    private final Writer text;

    /// Opens a file; what it had is lost. If writing fails the file is left cut off.
    ///
    /// @param file with the ending `.gz` or `.xz` if it is to be packed
    /// @throws IOException if it cannot be written
    public XyzWriter(Path file) throws IOException {
        this(file, Files.newOutputStream(file));
    }

    /// Writes to a stream.
    ///
    /// @param name whose ending `.gz` or `.xz` tells whether to pack
    /// @param output closed with the writer, or if this fails
    /// @throws IOException if it cannot be written
    public XyzWriter(Path name, OutputStream output) throws IOException {
        try {
            this.text = new BufferedWriter(new OutputStreamWriter(
                    packed(name.toString().toLowerCase(Locale.ROOT), output), StandardCharsets.UTF_8.newEncoder()));
        } catch (IOException e) {
            output.close();
            throw e;
        }
    }

    private static OutputStream packed(String name, OutputStream output) throws IOException {
        if (name.endsWith(".gz")) {
            return new GZIPOutputStream(output);
        }
        return name.endsWith(".xz") ? new XZOutputStream(output, new LZMA2Options()) : output;
    }

    /// Appends a frame.
    ///
    /// @param frame to be written
    /// @throws java.nio.charset.CharacterCodingException if a text has half of a surrogate pair
    /// @throws IOException if it cannot be written
    public void write(XyzFrame frame) throws IOException {
        text.write("%d\n%s\n".formatted(frame.count(), frame.commentLine()));
        var line = new StringBuilder();
        for (int atom = 0; atom < frame.count(); atom++) {
            line.setLength(0);
            for (XyzColumn column : frame.columns()) {
                if (!line.isEmpty()) {
                    line.append(' ');
                }
                column.appendTo(line, atom);
            }
            text.write(line.append('\n').toString());
        }
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
