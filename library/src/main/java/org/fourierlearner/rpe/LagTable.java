package org.fourierlearner.rpe;

import java.util.function.LongUnaryOperator;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// Learned numbers that differences of positions are looked up in.
final class LagTable {

    /// Small beside the logits of first queries and keys, and different for each head.
    static final double INITIAL_DEVIATION = 0.1;

    private LagTable() {}

    static Parameters initialize(int heads, int count, Randomness random) {
        var weights = new Parameters();
        weights.weight("bias", random.normal(heads, count).multiply(INITIAL_DEVIATION));
        return weights;
    }

    /// @param offsets `[count, 1]`
    /// @param place where the number of a whole difference is
    static Tensor at(Parameters weights, Tensor offsets, LongUnaryOperator place) {
        double[] lags = offsets.detach().toDoubles();
        long[] places = new long[lags.length];
        for (int n = 0; n < lags.length; n++) {
            places[n] = place.applyAsLong(Math.round(lags[n]));
        }
        return weights.get("bias")
                .indexSelect(1, Tensor.of(places, places.length))
                .to(ElementType.FLOAT64);
    }
}
