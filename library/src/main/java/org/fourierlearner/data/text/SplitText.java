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

    /// A text that can be read from its beginning any number of times.
    interface Text {
        Reader open() throws IOException;

        default TextSummary summary() throws IOException {
            try (Reader reader = open()) {
                return TextSummary.of(reader);
            }
        }

        default Text range(long from, long to) {
            return () -> new CharacterRange(open(), from, to);
        }
    }

    static SplitText of(CorpusSource source) throws IOException {
        return switch (source) {
            case CorpusSource.TinyShakespeare _ ->
                split("tiny-shakespeare", SplitText::openTinyShakespeare, TINY_SHAKESPEARE_TRAIN_CHARACTERS);
            case CorpusSource.TextFiles files -> {
                Path path = Path.of(files.train());
                String name = path.getFileName().toString();
                Text train = new TextFile(path)::open;
                if (files.validation().isPresent()) {
                    yield new SplitText(
                            name, train, new TextFile(Path.of(files.validation().get()))::open);
                }
                long characters = train.summary().characters();
                yield split(name, train, characters - Math.round(characters * files.fraction()));
            }
        };
    }

    private static SplitText split(String name, Text text, long trainCharacters) {
        return new SplitText(name, text.range(0, trainCharacters), text.range(trainCharacters, Long.MAX_VALUE));
    }

    private static Reader openTinyShakespeare() throws IOException {
        InputStream resource = SplitText.class.getResourceAsStream(TINY_SHAKESPEARE);
        if (resource == null) {
            throw new FileNotFoundException(TINY_SHAKESPEARE + ": expected in the library's jar, got nothing");
        }
        return TextFile.open(Path.of(TINY_SHAKESPEARE), resource);
    }
}
