package org.fourierlearner.data.text;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Path;

/// A text to train on and one to validate with, unread.
///
/// @param name for the names of files
/// @param train for training
/// @param validation for validation
record SplitText(String name, Text train, Text validation) {
    private static final String TINY_SHAKESPEARE = "tiny-shakespeare.txt.gz";
    private static final long TINY_SHAKESPEARE_TRAIN_CHARACTERS = 1_003_854;

    /// A text, or a part of one, that can be read from its beginning any number of times.
    ///
    /// @param file for messages
    /// @param whole opens the whole text
    /// @param from the first character of the part
    /// @param to past its last character, or past the end
    record Text(Path file, Opening whole, long from, long to) {

        /// Opens a text.
        interface Opening {
            Reader open() throws IOException;
        }

        Text(Path file, Opening whole) {
            this(file, whole, 0, Long.MAX_VALUE);
        }

        Reader open() throws IOException {
            Reader text = whole.open();
            return from == 0 && to == Long.MAX_VALUE ? text : new CharacterRange(text, from, to);
        }

        TextSummary summary() throws IOException {
            try (Reader reader = open()) {
                return TextSummary.of(reader);
            }
        }
    }

    static SplitText of(CorpusSource source) throws IOException {
        return switch (source) {
            case CorpusSource.TinyShakespeare _ ->
                split(
                        "tiny-shakespeare",
                        new Text(Path.of(TINY_SHAKESPEARE), SplitText::openTinyShakespeare),
                        TINY_SHAKESPEARE_TRAIN_CHARACTERS);
            case CorpusSource.TextFiles files -> {
                Text train = text(files.train());
                String name = train.file().getFileName().toString();
                if (files.validation().isPresent()) {
                    yield new SplitText(name, train, text(files.validation().get()));
                }
                long characters = train.summary().characters();
                yield split(name, train, characters - Math.round(characters * files.fraction()));
            }
        };
    }

    private static Text text(String file) {
        Path path = Path.of(file);
        return new Text(path, new TextFile(path)::open);
    }

    private static SplitText split(String name, Text text, long trainCharacters) {
        return new SplitText(
                name,
                new Text(text.file(), text.whole(), 0, trainCharacters),
                new Text(text.file(), text.whole(), trainCharacters, Long.MAX_VALUE));
    }

    private static Reader openTinyShakespeare() throws IOException {
        InputStream resource = SplitText.class.getResourceAsStream(TINY_SHAKESPEARE);
        if (resource == null) {
            throw new FileNotFoundException(TINY_SHAKESPEARE + ": expected in the library's jar, got nothing");
        }
        return TextFile.open(Path.of(TINY_SHAKESPEARE), resource);
    }
}
