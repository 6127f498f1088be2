package org.fourierlearner.data.text;

/// A text has a character that the vocabulary lacks.
public final class UnknownCharacterException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final int vocabularySize;
    private final int codePoint;
    private final long offset;

    UnknownCharacterException(int vocabularySize, int codePoint, long offset) {
        super("text: expected the %d characters of the vocabulary, got %s at offset %d; "
                .concat("remove it, or train the tokenizer on a text that has it")
                .formatted(vocabularySize, describe(codePoint), offset));
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
        return new UnknownCharacterException(vocabularySize, codePoint, characters + offset);
    }

    private static String describe(int codePoint) {
        String number = "U+%04X".formatted(codePoint);
        return Character.isISOControl(codePoint)
                ? number
                : "'%s' (%s)".formatted(Character.toString(codePoint), number);
    }
}
