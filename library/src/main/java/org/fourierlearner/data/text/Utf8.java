package org.fourierlearner.data.text;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Strings as UTF-8, without the silent replacement of what has no encoding.
final class Utf8 {
    private Utf8() {}

    static byte[] bytesOf(String text) {
        return requireWellFormed(text).getBytes(UTF_8);
    }

    /// Refuses a string with half a surrogate pair: it has no UTF-8 form, so it could not be restored.
    static String requireWellFormed(String text) {
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (Character.isBmpCodePoint(codePoint) && Character.isSurrogate((char) codePoint)) {
                throw new IllegalArgumentException(
                        "text: expected Unicode characters, got the lone surrogate U+%04X at index %d"
                                .formatted(codePoint, i));
            }
            i += Character.charCount(codePoint);
        }
        return text;
    }
}
