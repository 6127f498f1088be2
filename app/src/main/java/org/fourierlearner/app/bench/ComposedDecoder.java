package org.fourierlearner.app.bench;

import java.util.List;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Token by token with tensor operations: sums of features times values, in units of the greatest
/// feature so far.
final class ComposedDecoder implements Decoder {
    private final List<Arguments> tokens;
    private final Tensor sums;
    private final Tensor maximum;
    private final Tensor output;

    ComposedDecoder(Sizes sizes) {
        tokens = Decoder.tokens(sizes);
        sums = Tensor.zeros(1, sizes.heads(), sizes.features(), sizes.headDim() + 1);
        maximum = Tensor.full(Double.NEGATIVE_INFINITY, 1, sizes.heads(), 1, sizes.features());
        output = Tensor.zeros(1, sizes.heads(), 1, sizes.headDim());
    }

    @Override
    public void take(int place) {
        Arguments a = tokens.get(place % tokens.size());
        try (var _ = Scope.withoutGradients()) {
            Tensor keyLog = ComposedAttention.logarithms(a.key(), a.content(), a.keyLogits())
                    .addInPlace(ComposedAttention.halfSquare(a.key()), -1);
            Tensor queryLog = ComposedAttention.logarithms(a.query(), a.content(), a.queryLogits());
            Tensor greatest = maximum.maximum(keyLog);
            Tensor factor = maximum.subtract(greatest).exp().transpose(-1, -2);
            Tensor key = keyLog.subtract(greatest).exp().transpose(-1, -2);
            maximum.copyInPlace(greatest);
            sums.multiplyInPlace(factor).addProductInPlace(key, ComposedAttention.withOnes(a.value()), 1);
            queryLog.addInPlace(greatest, 1);
            Tensor query = queryLog.subtract(queryLog.max(-1)).exp();
            output.copyInPlace(ComposedAttention.quotient(query.matmul(sums)));
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
