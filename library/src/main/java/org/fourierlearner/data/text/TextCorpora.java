package org.fourierlearner.data.text;

/// A training and a validation text in tokens, and the tokenizer that they are in.
///
/// @param train the training text, all of it
/// @param validation the validation text, all of it
/// @param tokenizer of both
public record TextCorpora(TokenCorpus train, TokenCorpus validation, Tokenizer tokenizer) implements AutoCloseable {

    /// Closes both corpora.
    @Override
    public void close() {
        train.close();
        validation.close();
    }
}
