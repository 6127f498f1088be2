package org.fourierlearner.data.text;

/// One token for every byte of the text's UTF-8 form; the token is the byte's value, 0 to 255.
public final class ByteTokenizer implements Tokenizer {
    private final Pieces pieces = Pieces.singleBytes();

    /// All byte tokenizers are alike.
    public ByteTokenizer() {}

    @Override
    public int vocabularySize() {
        return pieces.size();
    }

    @Override
    public int[] encode(String text) {
        byte[] bytes = Utf8.bytesOf(text);
        var tokens = new int[bytes.length];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = bytes[i] & 0xFF;
        }
        return tokens;
    }

    @Override
    public String decode(int... tokens) {
        return pieces.decode(tokens);
    }

    @Override
    public Decoder decoder() {
        return new Decoder(pieces);
    }
}
