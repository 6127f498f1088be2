package org.fourierlearner.app.bench;

import java.util.List;
import java.util.stream.IntStream;
import org.fourierlearner.tensor.Tensor;

/// A stream that takes in a text token by token.
sealed interface Decoder extends AutoCloseable permits FusedDecoder, ComposedDecoder, SoftmaxDecoder {
    /// How many tokens differ before the text repeats.
    int DIFFERENT_TOKENS = 16;

    /// Takes in the next token.
    ///
    /// @param place its place in the text
    void take(int place);

    /// {@return what the latest token got, `[1, heads, 1, headDim]`; overwritten by the next}
    Tensor output();

    @Override
    void close();

    /// {@return the tokens of the text, made in the innermost scope}
    static List<Arguments> tokens(Sizes sizes) {
        Arguments first = Arguments.random(sizes, 1, 0);
        return IntStream.range(0, DIFFERENT_TOKENS)
                .mapToObj(seed ->
                        seed == 0 ? first : Arguments.random(sizes, 1, seed).withDirectionsOf(first))
                .toList();
    }
}
