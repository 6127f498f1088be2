package org.fourierlearner.app.bench;

import java.util.List;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Token by token with the engine's exact attention: each query meets all keys so far, which are kept.
final class SoftmaxDecoder implements Decoder {
    private final List<Arguments> tokens;
    private final Tensor keys;
    private final Tensor values;
    private final Tensor output;

    /// With room for a text that is there already, of random keys and values.
    ///
    /// @param sizes the extents
    /// @param length how many tokens there is room for
    SoftmaxDecoder(Sizes sizes, int length) {
        tokens = Decoder.tokens(sizes);
        Randomness random = Randomness.seeded(1);
        keys = random.normal(1, sizes.heads(), length, sizes.headDim());
        values = random.normal(1, sizes.heads(), length, sizes.headDim());
        output = Tensor.zeros(1, sizes.heads(), 1, sizes.headDim());
    }

    @Override
    public void take(int place) {
        Arguments a = tokens.get(place % tokens.size());
        try (var _ = Scope.withoutGradients()) {
            keys.narrow(2, place, 1).copyInPlace(a.key());
            values.narrow(2, place, 1).copyInPlace(a.value());
            output.copyInPlace(Tensor.softmaxAttention(
                    a.query(), keys.narrow(2, 0, place + 1), values.narrow(2, 0, place + 1), null, false));
        }
    }

    @Override
    public Tensor output() {
        return output;
    }

    @Override
    public void close() {
        // its tensors are freed with the scope that it was made in
    }
}
