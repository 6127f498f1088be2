/// Text, tokens and what turns one into the other.
///
/// A [CorpusSource] names a text, a [TokenizerConfig] names a way to cut it; together they give a pair
/// of [TokenCorpus], memory-mapped files of token ids. Text is streamed: no file is ever held whole.
/// Tokenizers are immutable and may be shared between threads.
@NullMarked
package org.fourierlearner.data.text;

import org.jspecify.annotations.NullMarked;
