package org.fourierlearner.data.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;

/// Turns tokens into text as they come.
///
/// A token may end inside a character; its text then comes out with the token that completes it. All
/// that [#next] and [#end] return is together what [Tokenizer#decode] returns for the same tokens.
/// Not for use by several threads.
public final class Decoder {
    private static final int LONGEST_UTF_8 = 4;

    private final Pieces pieces;
    private final CharsetDecoder utf8 = UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] incomplete = {};

    Decoder(Pieces pieces) {
        this.pieces = pieces;
    }

    /// Takes one more token.
    ///
    /// @param token of the tokenizer's vocabulary
    /// @return the text that is complete with it, often empty
    /// @throws IllegalArgumentException if the token is not of the vocabulary
    public String next(int token) {
        byte[] piece = pieces.of(token);
        var bytes = ByteBuffer.allocate(incomplete.length + piece.length);
        bytes.put(incomplete).put(piece).flip();
        CharBuffer text = CharBuffer.allocate(bytes.remaining() + LONGEST_UTF_8);
        utf8.decode(bytes, text, false);
        incomplete = new byte[bytes.remaining()];
        bytes.get(incomplete);
        return text.flip().toString();
    }

    /// Ends the text; the decoder may then be used for another.
    ///
    /// @return U+FFFD if the last character is incomplete, else nothing
    public String end() {
        CharBuffer text = CharBuffer.allocate(LONGEST_UTF_8);
        utf8.decode(ByteBuffer.wrap(incomplete), text, true);
        utf8.flush(text);
        utf8.reset();
        incomplete = new byte[0];
        return text.flip().toString();
    }
}
