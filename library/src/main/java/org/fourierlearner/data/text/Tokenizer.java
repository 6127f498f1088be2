package org.fourierlearner.data.text;

import java.io.IOException;
import java.nio.file.Path;
import org.fourierlearner.storage.AtomicFile;

/// Turns text into tokens, whole numbers from 0, and back.
///
/// What [#encode] accepts comes back from [#decode] unchanged. Tokenizers are immutable and may be shared
/// between threads.
public sealed interface Tokenizer permits ByteTokenizer, CharacterTokenizer, BytePairTokenizer {

    /// {@return the number of tokens; every token is less than it}
    int vocabularySize();

    /// {@return the tokens of a text}
    ///
    /// @param text any length, without lone surrogates
    /// @throws UnknownCharacterException if the vocabulary has no token for a character
    /// @throws IllegalArgumentException if the text has a lone surrogate
    int[] encode(String text);

    /// {@return the text of some tokens}
    ///
    /// Bytes that are no UTF-8, which tokens that did not come from [#encode] may give, become U+FFFD.
    ///
    /// @param tokens of the vocabulary
    /// @throws IllegalArgumentException if a token is not of the vocabulary
    String decode(int... tokens);

    /// {@return a decoder for tokens that come one by one}
    Decoder decoder();

    /// Writes the tokenizer as a `tokenizer.json` of the Hugging Face tokenizers library, which loads it.
    ///
    /// A file that is there is replaced, whole or not at all.
    ///
    /// @param tokenizerJson in an existing folder
    /// @throws IOException if it cannot be written
    default void write(Path tokenizerJson) throws IOException {
        AtomicFile.write(tokenizerJson, TokenizerJsonWriter.bytesOf(this));
    }

    /// Reads a `tokenizer.json`: what [#write] wrote, or another byte-level BPE without added tokens,
    /// normalizer or prefix space.
    ///
    /// @param tokenizerJson the file
    /// @return the tokenizer
    /// @throws org.fourierlearner.storage.MalformedDataException if the file is no such tokenizer
    /// @throws IOException if the file cannot be read
    static Tokenizer read(Path tokenizerJson) throws IOException {
        return TokenizerJsonReader.read(tokenizerJson);
    }
}
