package org.fourierlearner.data.text;

import java.io.IOException;
import java.io.Reader;

/// What a text measures, and which text it was.
///
/// @param bytes of its UTF-8 form
/// @param characters Unicode code points
/// @param words runs of characters other than whitespace
/// @param sha256 of its UTF-8 form, as 64 hexadecimal digits
public record TextSummary(long bytes, long characters, long words, String sha256) {

    /// Reads a text to its end.
    ///
    /// @param text not closed
    /// @return its summary
    /// @throws IOException if the text cannot be read
    public static TextSummary of(Reader text) throws IOException {
        var meter = new TextMeter();
        var pieces = new TextPieces(text);
        for (String piece = pieces.next(); piece != null; piece = pieces.next()) {
            meter.add(piece);
        }
        return meter.summary();
    }
}
