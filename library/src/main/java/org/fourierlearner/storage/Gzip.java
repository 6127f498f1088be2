package org.fourierlearner.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/// Data that may be packed as gzip, which their first bytes tell.
public final class Gzip {
    private static final int BUFFER_BYTES = 1 << 16;

    private Gzip() {}

    /// {@return the data as they are without gzip}
    ///
    /// @param input packed or plain; closed with the result
    /// @throws java.util.zip.ZipException if the header is damaged
    /// @throws java.io.EOFException if it is cut off
    /// @throws IOException if it cannot be read; the input is left open
    public static InputStream unpacked(InputStream input) throws IOException {
        var start = new PushbackInputStream(input, 2);
        byte[] magic = start.readNBytes(2);
        start.unread(magic);
        boolean gzip = magic.length == 2 && (magic[0] & 0xFF) == 0x1F && (magic[1] & 0xFF) == 0x8B;
        return gzip ? new GZIPInputStream(start, BUFFER_BYTES) : start;
    }

    /// {@return the fault of a file that is not whole}
    ///
    /// @param file the file at fault
    /// @param fault what unpacking said
    public static MalformedDataException damaged(Path file, IOException fault) {
        String how = fault.getMessage() == null ? "it ends too early" : fault.getMessage();
        return new MalformedDataException(
                file, "expected gzip data, got a damaged file (%s); fetch it again".formatted(how), fault);
    }
}
