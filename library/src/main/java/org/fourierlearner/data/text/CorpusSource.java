package org.fourierlearner.data.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Where the texts for training and validation come from.
public sealed interface CorpusSource {

    /// Opens the texts as tokens of a tokenizer made for them.
    ///
    /// Byte pairs are learned from the training text alone; a vocabulary of characters is taken from both
    /// texts, so that the validation text can be spelled. What was made once (tokenizer, tokens) is found
    /// again in the cache, under the hash of the text; several processes may use one cache.
    ///
    /// @param config what kind of tokenizer
    /// @param cache a folder, made if absent
    /// @return the corpora, to be closed
    /// @throws org.fourierlearner.storage.MalformedDataException if a text is not UTF-8, binary or empty
    /// @throws IOException if a text cannot be read or the cache not written
    default TextCorpora open(TokenizerConfig config, Path cache) throws IOException {
        return new CorpusCache(cache).open(SplitText.of(this), config);
    }

    /// Opens the texts as tokens of a given tokenizer, for evaluation or to go on with a training.
    ///
    /// @param tokenizer turns the texts into tokens
    /// @param cache a folder, made if absent
    /// @return the corpora, to be closed
    /// @throws UnknownCharacterException if the tokenizer lacks a character of a text
    /// @throws org.fourierlearner.storage.MalformedDataException if a text is not UTF-8, binary or empty
    /// @throws IOException if a text cannot be read or the cache not written
    default TextCorpora open(Tokenizer tokenizer, Path cache) throws IOException {
        return new CorpusCache(cache).open(SplitText.of(this), tokenizer);
    }

    /// Plays of Shakespeare in 1,115,394 characters, which come with the library; the first 1,003,854 are
    /// for training.
    ///
    /// Source: Karpathy 2015, char-rnn; split as in nanoGPT.
    record TinyShakespeare() implements CorpusSource {}

    /// Text files, plain or gzip, see [TextFile].
    ///
    /// @param train path of the training text
    /// @param validation path of the validation text; if absent, the end of the training text is set aside
    /// @param validationFraction which part of the training text's characters that is, between 0 and 1; a
    ///     tenth if absent
    record TextFiles(String train, Optional<String> validation, Optional<Double> validationFraction)
            implements CorpusSource {

        /// The part that is set aside for validation when nothing is said.
        public static final double DEFAULT_VALIDATION_FRACTION = 0.1;

        /// Checks the components.
        ///
        /// @throws IllegalArgumentException if there is no training text or the fraction is none
        public TextFiles {
            if (train.isEmpty()) {
                throw new IllegalArgumentException("train: expected the path of a text file, got ''");
            }
            validationFraction.ifPresent(fraction -> {
                if (!(fraction > 0 && fraction < 1)) {
                    throw new IllegalArgumentException(
                            "validationFraction: expected a number between 0 and 1, got " + fraction);
                }
            });
        }

        double fraction() {
            return validationFraction.orElse(DEFAULT_VALIDATION_FRACTION);
        }
    }
}
