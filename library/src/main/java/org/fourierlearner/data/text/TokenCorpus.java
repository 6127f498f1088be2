package org.fourierlearner.data.text;

import java.io.IOException;
import java.io.Reader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import org.fourierlearner.storage.AtomicFile;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.storage.WriteFailedException;

/// The tokens of a text, in a memory-mapped file: any size, at the cost of no heap.
///
/// A corpus may be read by several threads at once. Closing it unmaps the file; its slices share the
/// mapping, so they end with it, and closing a slice alone does nothing.
public final class TokenCorpus implements AutoCloseable {
    private final Path file;
    private final CorpusHeader header;
    private final Arena arena;
    private final MemorySegment tokens;
    private final boolean whole;

    private TokenCorpus(Path file, CorpusHeader header, Arena arena, MemorySegment tokens, boolean whole) {
        this.file = file;
        this.header = header;
        this.arena = arena;
        this.tokens = tokens;
        this.whole = whole;
    }

    /// Writes the tokens of a text into a file, 2 bytes a token for vocabularies up to 65,536, else 4, and opens it.
    ///
    /// The text is read to its end and never held whole; the tokens are those of [Tokenizer#encode] for the
    /// whole text.
    /// A file that is there is replaced, whole or not at all.
    ///
    /// @param text not closed
    /// @param tokenizer turns the text into tokens
    /// @param file in an existing folder
    /// @return the corpus, to be closed
    /// @throws UnknownCharacterException if the tokenizer lacks a character of the text
    /// @throws IOException if the text cannot be read or the file not written
    public static TokenCorpus build(Reader text, Tokenizer tokenizer, Path file) throws IOException {
        try {
            AtomicFile.write(file, channel -> CorpusWriter.write(text, tokenizer, channel));
        } catch (WriteFailedException failure) {
            // a malformed text is its own fault, not that of the file to be written
            throw failure.getCause() instanceof MalformedDataException malformed ? malformed : failure;
        }
        return open(file);
    }

    /// Opens what [#build] wrote.
    ///
    /// @param file of tokens
    /// @return the corpus, to be closed
    /// @throws MalformedDataException if the file is no corpus, or cut short
    /// @throws IOException if it cannot be read
    @SuppressWarnings("MustBeClosedChecker") // the corpus owns the arena
    public static TokenCorpus open(Path file) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(file)) {
            MemorySegment content = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            CorpusHeader header = CorpusHeader.read(file, content);
            return new TokenCorpus(file, header, arena, content.asSlice(CorpusHeader.BYTES), true);
        } catch (IOException | RuntimeException fault) {
            arena.close();
            throw fault;
        }
    }

    /// {@return the number of tokens}
    public long size() {
        return tokens.byteSize() / header.tokenBytes();
    }

    /// {@return the size of the vocabulary that the tokens are from}
    public int vocabularySize() {
        return header.vocabularySize();
    }

    /// {@return the measures and hash of the text; for a slice, of the text that it is a slice of}
    public TextSummary text() {
        return header.text();
    }

    /// Copies tokens.
    ///
    /// @param offset of the first
    /// @param into filled
    /// @throws IndexOutOfBoundsException if the corpus ends before `offset + into.length`
    /// @throws IllegalStateException if the corpus is closed
    public void read(long offset, int[] into) {
        Objects.checkFromIndexSize(offset, into.length, size());
        for (int i = 0; i < into.length; i++) {
            into[i] = header.tokenAt(tokens, offset + i);
        }
    }

    /// {@return the tokens `from`, inclusive, to `to`, exclusive, as a corpus over the same memory}
    ///
    /// @param from the first token
    /// @param to past the last token
    /// @throws IndexOutOfBoundsException unless `0 ≤ from ≤ to ≤ size`
    public TokenCorpus slice(long from, long to) {
        Objects.checkFromToIndex(from, to, size());
        int width = header.tokenBytes();
        return new TokenCorpus(file, header, arena, tokens.asSlice(from * width, (to - from) * width), false);
    }

    /// Refuses a corpus that is too short.
    ///
    /// @param count how many tokens are needed, such as the context and one more
    /// @return this
    /// @throws IllegalArgumentException if there are fewer
    public TokenCorpus requireAtLeast(long count) {
        if (size() < count) {
            throw new IllegalArgumentException(
                    "%s: expected at least %d tokens, got %d; shorten the context or give a longer text"
                            .formatted(file, count, size()));
        }
        return this;
    }

    @Override
    public void close() {
        if (whole) {
            arena.close();
        }
    }
}
