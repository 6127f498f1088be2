package org.fourierlearner.data.text;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HexFormat;
import org.fourierlearner.storage.MalformedDataException;

/// The first bytes of a corpus file, little-endian like the tokens after it: magic and version,
/// vocabulary size, number of tokens, bytes, characters, words, SHA-256, zeros.
///
/// @param vocabularySize every token is less
/// @param tokens how many follow
/// @param text what was tokenized
record CorpusHeader(int vocabularySize, long tokens, TextSummary text) {
    static final int BYTES = 128;

    /// "FLTTOK" and the version.
    private static final long MAGIC = 0x0001_4B4F_5454_4C46L;

    private static final int SHA_256_BYTES = 32;
    private static final int LARGEST_SHORT_VOCABULARY = 1 << 16;
    private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    static int tokenBytes(int vocabularySize) {
        return vocabularySize <= LARGEST_SHORT_VOCABULARY ? Short.BYTES : Integer.BYTES;
    }

    int tokenBytes() {
        return tokenBytes(vocabularySize);
    }

    int tokenAt(MemorySegment following, long index) {
        return tokenBytes() == Short.BYTES
                ? Short.toUnsignedInt(following.get(SHORT, index * Short.BYTES))
                : following.get(INT, index * Integer.BYTES);
    }

    ByteBuffer toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(MAGIC).putLong(vocabularySize).putLong(tokens);
        bytes.putLong(text.bytes()).putLong(text.characters()).putLong(text.words());
        bytes.put(HexFormat.of().parseHex(text.sha256()));
        return bytes.rewind();
    }

    static CorpusHeader read(Path file, MemorySegment content) throws MalformedDataException {
        long size = content.byteSize();
        ByteBuffer bytes =
                content.asSlice(0, Math.min(size, BYTES)).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        if (size < BYTES || bytes.getLong() != MAGIC) {
            throw new MalformedDataException(
                    file, "expected a token file of this version, got something else; delete it to have it made again");
        }
        long vocabularySize = bytes.getLong();
        long tokens = bytes.getLong();
        var sha256 = new byte[SHA_256_BYTES];
        long textBytes = bytes.getLong();
        long characters = bytes.getLong();
        long words = bytes.getLong();
        bytes.get(sha256);
        var text = new TextSummary(textBytes, characters, words, HexFormat.of().formatHex(sha256));
        long available = (size - BYTES) / tokenBytes((int) vocabularySize);
        if (vocabularySize < 0 || vocabularySize > Integer.MAX_VALUE || tokens != available) {
            throw new MalformedDataException(
                    file, "expected %d tokens, got %d; delete it to have it made again".formatted(tokens, available));
        }
        return new CorpusHeader((int) vocabularySize, tokens, text);
    }
}
