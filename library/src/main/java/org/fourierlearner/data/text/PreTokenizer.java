package org.fourierlearner.data.text;

/// Cuts text into the words that byte pairs never cross.
///
/// The words are the matches, one after the other, of
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`, with `\s` the Unicode
/// property White_Space. They are found by hand because this is the inner loop of encoding.
///
/// Source: Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", the published code.
final class PreTokenizer {
    private static final byte LETTER = 0;
    private static final byte NUMBER = 1;
    private static final byte SPACE = 2;
    private static final byte OTHER = 3;

    private static final String[] CONTRACTIONS = {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"};
    private static final byte[] BASIC_PLANE = basicPlane();

    private PreTokenizer() {}

    /// {@return the end of the word that begins at `start`}
    ///
    /// @param start less than the text's length, at the end of another word or at 0
    static int wordEnd(String text, int start) {
        int first = text.codePointAt(start);
        if (first == '\'') {
            for (String contraction : CONTRACTIONS) {
                if (text.startsWith(contraction, start)) {
                    return start + contraction.length();
                }
            }
        }
        int word = first == ' ' && start + 1 < text.length() ? start + 1 : start;
        byte kind = kindOf(text.codePointAt(word));
        if (kind != SPACE) {
            return runEnd(text, word, kind);
        }
        int end = runEnd(text, start, SPACE);
        return end == text.length() || end == start + 1 ? end : end - 1;
    }

    private static int runEnd(String text, int start, byte kind) {
        int end = start;
        while (end < text.length()) {
            int codePoint = text.codePointAt(end);
            if (kindOf(codePoint) != kind) {
                break;
            }
            end += Character.charCount(codePoint);
        }
        return end;
    }

    /// {@return the last place where the text may be cut in two without changing any word, whatever follows;
    /// 0 if there is none}
    ///
    /// That is where the kind of character changes, since no word goes on beyond such a place, other than
    /// after whitespace (a space joins what follows, and a run of them depends on it) and between an
    /// apostrophe and a letter (which may be a contraction).
    static int lastCut(char[] text, int length) {
        int end = length > 0 && Character.isHighSurrogate(text[length - 1]) ? length - 1 : length;
        if (end == 0) {
            return 0;
        }
        int codePoint = Character.codePointBefore(text, end);
        int cut = end - Character.charCount(codePoint);
        while (cut > 0) {
            int before = Character.codePointBefore(text, cut);
            byte left = kindOf(before);
            byte right = kindOf(codePoint);
            if (left != right && left != SPACE && !(before == '\'' && right == LETTER)) {
                return cut;
            }
            codePoint = before;
            cut -= Character.charCount(before);
        }
        return 0;
    }

    static boolean isWhitespace(int codePoint) {
        return kindOf(codePoint) == SPACE;
    }

    private static byte kindOf(int codePoint) {
        return codePoint < BASIC_PLANE.length ? BASIC_PLANE[codePoint] : classify(codePoint);
    }

    private static byte[] basicPlane() {
        var kinds = new byte[Character.MIN_SUPPLEMENTARY_CODE_POINT];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = classify(i);
        }
        return kinds;
    }

    private static byte classify(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER -> LETTER;
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> NUMBER;
            case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> SPACE;
            default -> (codePoint >= '\t' && codePoint <= '\r') || codePoint == 0x85 ? SPACE : OTHER;
        };
    }
}
