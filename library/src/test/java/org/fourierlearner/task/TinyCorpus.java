package org.fourierlearner.task;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import org.fourierlearner.data.text.TokenCorpus;
import org.fourierlearner.data.text.Tokenizer;
import org.fourierlearner.data.text.TokenizerConfig;

/// Texts in tokens of one byte, or of one character.
final class TinyCorpus {
    private TinyCorpus() {}

    static Tokenizer bytes() throws IOException {
        return new TokenizerConfig.ByteLevel().train(new StringReader(""));
    }

    static Tokenizer charactersOf(String text) throws IOException {
        return new TokenizerConfig.Characters().train(new StringReader(text));
    }

    static TokenCorpus of(String text, Path file) throws IOException {
        return TokenCorpus.build(new StringReader(text), bytes(), file);
    }
}
