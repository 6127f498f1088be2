package org.fourierlearner.data.molecule;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The types of extended XYZ, each with its letter. They stand in the order in which a word is tried.
public enum XyzType {
    /// A whole number of 64 bits.
    INTEGER('I', "an integer"),
    /// A number of double precision, perhaps NaN or infinite.
    REAL('R', "a number"),
    /// True or false.
    LOGICAL('L', "T or F"),
    /// Text.
    STRING('S', "a word");

    private static final List<String> TRUE = List.of("T", "True", "true", "TRUE");
    private static final List<String> FALSE = List.of("F", "False", "false", "FALSE");

    /// So many digits are a number of 64 bits, whichever they are.
    private static final int SAFE_DIGITS = 18;

    private final char letter;
    private final String description;

    XyzType(char letter, String description) {
        this.letter = letter;
        this.description = description;
    }

    /// {@return the letter in `Properties`: S, I, R or L}
    public char letter() {
        return letter;
    }

    /// {@return the type in words, for messages}
    String description() {
        return description;
    }

    /// {@return the type of a letter, if it is one}
    static Optional<XyzType> of(String letter) {
        for (XyzType type : values()) {
            if (letter.length() == 1 && letter.charAt(0) == type.letter) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /// {@return the first type that all words are of}
    static XyzType of(List<String> words) {
        for (XyzType type : values()) {
            if (!words.isEmpty() && words.stream().allMatch(type::accepts)) {
                return type;
            }
        }
        return STRING;
    }

    /// {@return whether a word is of this type}
    boolean accepts(String word) {
        return switch (this) {
            case INTEGER -> isInteger(word);
            case REAL -> isDecimal(word) ? Double.isFinite(decimal(word)) : isNan(word) || isInfinite(word);
            case LOGICAL -> TRUE.contains(word) || FALSE.contains(word);
            case STRING -> true;
        };
    }

    /// {@return a word as a whole number}
    ///
    /// @throws NumberFormatException if it is none, or beyond 64 bits
    static long integer(String word) {
        if (!isInteger(word)) {
            throw new NumberFormatException(word);
        }
        return Long.parseLong(word);
    }

    /// {@return a word as a number: decimal, with an exponent after e or d, or NaN, or infinite}
    ///
    /// @throws NumberFormatException if it is none, or beyond double precision
    static double real(String word) {
        if (isDecimal(word)) {
            double number = decimal(word);
            if (Double.isFinite(number)) {
                return number;
            }
        } else if (isNan(word)) {
            return Double.NaN;
        } else if (isInfinite(word)) {
            return word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        throw new NumberFormatException(word);
    }

    /// {@return a word as true or false}
    ///
    /// @throws NumberFormatException if it is neither
    static boolean logical(String word) {
        if (!LOGICAL.accepts(word)) {
            throw new NumberFormatException(word);
        }
        return TRUE.contains(word);
    }

    private static double decimal(String word) {
        return Double.parseDouble(word.replace('d', 'e').replace('D', 'e'));
    }

    private static boolean isInteger(String word) {
        int start = afterSign(word, 0);
        if (start == word.length() || afterDigits(word, start) < word.length()) {
            return false;
        }
        int digits = word.length() - start;
        return digits <= SAFE_DIGITS || (digits == SAFE_DIGITS + 1 && new BigInteger(word).bitLength() < Long.SIZE);
    }

    private static boolean isDecimal(String word) {
        int start = afterSign(word, 0);
        int at = afterDigits(word, start);
        int digits = at - start;
        if (at < word.length() && word.charAt(at) == '.') {
            int end = afterDigits(word, at + 1);
            digits += end - at - 1;
            at = end;
        }
        if (digits > 0 && at < word.length() && "eEdD".indexOf(word.charAt(at)) >= 0) {
            int exponent = afterSign(word, at + 1);
            at = afterDigits(word, exponent);
            digits = at - exponent;
        }
        return digits > 0 && at == word.length();
    }

    private static boolean isNan(String word) {
        return unsigned(word).equals("nan");
    }

    private static boolean isInfinite(String word) {
        return unsigned(word).equals("inf") || unsigned(word).equals("infinity");
    }

    private static String unsigned(String word) {
        return word.substring(afterSign(word, 0)).toLowerCase(Locale.ROOT);
    }

    private static int afterSign(String word, int at) {
        return at < word.length() && (word.charAt(at) == '-' || word.charAt(at) == '+') ? at + 1 : at;
    }

    private static int afterDigits(String word, int at) {
        int end = at;
        while (end < word.length() && word.charAt(end) >= '0' && word.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
