package org.fourierlearner.data.text;

import java.io.IOException;
import java.io.Reader;
import java.util.BitSet;

/// How a text is to be cut into tokens.
public sealed interface TokenizerConfig {

    /// Makes the tokenizer, learning from a text what there is to learn.
    ///
    /// The same text gives the same tokenizer.
    ///
    /// @param text read to its end, in pieces; not closed
    /// @return the tokenizer
    /// @throws IOException if the text cannot be read
    Tokenizer train(Reader text) throws IOException;

    /// One token a byte, 256 in all.
    record ByteLevel() implements TokenizerConfig {

        @Override
        public Tokenizer train(Reader text) {
            return new ByteTokenizer();
        }
    }

    /// One token for each character that occurs in the text.
    record Characters() implements TokenizerConfig {

        @Override
        public Tokenizer train(Reader text) throws IOException {
            var codePoints = new BitSet();
            var pieces = new TextPieces(text);
            for (String piece = pieces.next(); piece != null; piece = pieces.next()) {
                Utf8.requireWellFormed(piece).codePoints().forEach(codePoints::set);
            }
            return new CharacterTokenizer(codePoints.stream().toArray());
        }
    }

    /// Byte-level byte-pair encoding, see [BytePairTokenizer].
    ///
    /// @param vocabularySize the number of tokens, more than 256; fewer are learned from a text that has fewer
    ///     pairs that occur twice
    record BytePairs(int vocabularySize) implements TokenizerConfig {

        /// Checks the size.
        ///
        /// @throws IllegalArgumentException if there is no token beside the bytes
        public BytePairs {
            if (vocabularySize <= 256) {
                throw new IllegalArgumentException(
                        "vocabularySize: expected more than the 256 single bytes, got %d".formatted(vocabularySize));
            }
        }

        @Override
        public Tokenizer train(Reader text) throws IOException {
            var trainer = new BytePairTrainer();
            var pieces = new TextPieces(text);
            for (String piece = pieces.next(); piece != null; piece = pieces.next()) {
                trainer.add(piece);
            }
            return trainer.train(vocabularySize);
        }
    }
}
