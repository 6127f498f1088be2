package org.fourierlearner.task;

import java.util.List;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Texts of different lengths as one batch, as long as the longest of them.
///
/// @param tokens `[batch, length]`, 0 where a text has ended
/// @param isToken `[batch, length]`; null if all texts are equally long
record PaddedTokens(Tensor tokens, @Nullable Tensor isToken) {

    static PaddedTokens of(List<int[]> texts) {
        int batch = texts.size();
        int length = texts.stream().mapToInt(text -> text.length).max().orElseThrow();
        long[] tokens = new long[batch * length];
        boolean[] isToken = new boolean[batch * length];
        boolean padded = false;
        for (int b = 0; b < batch; b++) {
            int[] text = texts.get(b);
            padded |= text.length < length;
            for (int t = 0; t < text.length; t++) {
                tokens[b * length + t] = text[t];
                isToken[b * length + t] = true;
            }
        }
        return new PaddedTokens(Tensor.of(tokens, batch, length), padded ? Tensor.of(isToken, batch, length) : null);
    }
}
