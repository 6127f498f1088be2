package org.fourierlearner.data.text;

import java.nio.file.Path;

/// A text has a character that the vocabulary lacks.
public final class UnknownCharacterException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String where;
    private final int vocabularySize;
    private final int codePoint;
    private final long offset;

    UnknownCharacterException(int vocabularySize, int codePoint, long offset) {
        this("text", vocabularySize, codePoint, offset);
    }

    private UnknownCharacterException(String where, int vocabularySize, int codePoint, long offset) {
        super("%s: expected the %d characters of the vocabulary, got %s at offset %d; "
                .concat("remove it, or train the tokenizer on a text that has it")
                .formatted(where, vocabularySize, describe(codePoint), offset));
        this.where = where;
        this.vocabularySize = vocabularySize;
        this.codePoint = codePoint;
        this.offset = offset;
    }

    /// {@return the character, as a code point}
    public int codePoint() {
        return codePoint;
    }

    /// {@return how many characters of the text come before it}
    public long offset() {
        return offset;
    }

    UnknownCharacterException after(long characters) {
        return new UnknownCharacterException(where, vocabularySize, codePoint, characters + offset);
    }

    UnknownCharacterException in(Path file, long charactersBefore) {
        return new UnknownCharacterException(file.toString(), vocabularySize, codePoint, charactersBefore + offset);
    }

    private static String describe(int codePoint) {
        String number = "U+%04X".formatted(codePoint);
        return Character.isISOControl(codePoint)
                ? number
                : "'%s' (%s)".formatted(Character.toString(codePoint), number);
    }
}
