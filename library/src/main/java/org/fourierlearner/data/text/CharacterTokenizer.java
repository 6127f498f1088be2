package org.fourierlearner.data.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/// One token for every character (Unicode code point) of a fixed vocabulary.
public final class CharacterTokenizer implements Tokenizer {
    private final int[] codePoints;
    private final int[] tokens;
    private final Pieces pieces;

    /// @param codePoints by token, all different, none a surrogate; not copied
    CharacterTokenizer(int[] codePoints) {
        this.codePoints = codePoints;
        tokens = new int[Arrays.stream(codePoints).max().orElse(-1) + 1];
        Arrays.fill(tokens, -1);
        var bytes = new byte[codePoints.length][];
        for (int token = 0; token < codePoints.length; token++) {
            tokens[codePoints[token]] = token;
            bytes[token] = Character.toString(codePoints[token]).getBytes(UTF_8);
        }
        pieces = new Pieces(bytes);
    }

    /// {@return a tokenizer whose vocabulary is the characters of `text`, in the order of their code points}
    ///
    /// @param text without lone surrogates
    /// @throws IllegalArgumentException if the text has a lone surrogate
    public static CharacterTokenizer of(String text) {
        return new CharacterTokenizer(
                Utf8.requireWellFormed(text).codePoints().sorted().distinct().toArray());
    }

    @Override
    public int vocabularySize() {
        return codePoints.length;
    }

    @Override
    public int[] encode(String text) {
        Utf8.requireWellFormed(text);
        var encoded = new int[text.length()];
        int count = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            int token = codePoint < tokens.length ? tokens[codePoint] : -1;
            if (token < 0) {
                throw new UnknownCharacterException(codePoints.length, codePoint, count);
            }
            encoded[count++] = token;
            i += Character.charCount(codePoint);
        }
        return Arrays.copyOf(encoded, count);
    }

    @Override
    public String decode(int... tokens) {
        return pieces.decode(tokens);
    }

    @Override
    public Decoder decoder() {
        return new Decoder(pieces);
    }

    int codePointOf(int token) {
        return codePoints[token];
    }
}
