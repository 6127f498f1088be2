package org.fourierlearner.data.text;

import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;

/// Writes corpus files.
final class CorpusWriter {
    private static final int BUFFER_BYTES = 1 << 16;

    private CorpusWriter() {}

    /// @param channel an empty file
    static void write(Reader text, Tokenizer tokenizer, SeekableByteChannel channel) throws IOException {
        var meter = new TextMeter();
        var pieces = new TextPieces(text);
        int width = CorpusHeader.tokenBytes(tokenizer.vocabularySize());
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long count = 0;
        channel.position(CorpusHeader.BYTES);
        for (String piece = pieces.next(); piece != null; piece = pieces.next()) {
            int[] tokens = encode(tokenizer, piece, meter.characters());
            for (int token : tokens) {
                if (width == Short.BYTES) {
                    buffer.putShort((short) token);
                } else {
                    buffer.putInt(token);
                }
                if (!buffer.hasRemaining()) {
                    flush(buffer, channel);
                }
            }
            count += tokens.length;
            meter.add(piece);
        }
        flush(buffer, channel);
        ByteBuffer header = new CorpusHeader(tokenizer.vocabularySize(), count, meter.summary()).toBytes();
        channel.position(0);
        while (header.hasRemaining()) {
            channel.write(header);
        }
    }

    private static int[] encode(Tokenizer tokenizer, String piece, long charactersBefore) {
        try {
            return tokenizer.encode(piece);
        } catch (UnknownCharacterException unknown) {
            throw unknown.after(charactersBefore);
        }
    }

    private static void flush(ByteBuffer buffer, SeekableByteChannel channel) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }
}
