package org.fourierlearner.attention;

import java.util.LinkedHashMap;
import java.util.Map;
import org.fourierlearner.kernels.AttentionKernel;
import org.fourierlearner.kernels.AttentionProblem;
import org.fourierlearner.kernels.AttentionStream;
import org.fourierlearner.kernels.Operand;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Shape;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// A causal stream in the kernels, saved in the form of the composed path.
final class FusedStream {
    private final AttentionStream stream;
    private final int batch;
    private final int heads;
    private final int features;
    private final int valueDim;
    private final boolean decays;

    /// Where the last token of each example is, if that matters.
    private double @Nullable [] place;

    FusedStream(AttentionKernel kernel, AttentionProblem problem) {
        stream = new AttentionStream(kernel, problem);
        batch = problem.query().batch();
        heads = problem.query().heads();
        features = problem.featureCount();
        valueDim = problem.value().columns();
        decays = problem.clock() != null;
    }

    /// @param lastPlace where the last token of each example is; null if that does not matter
    void advance(AttentionProblem problem, Operand output, double @Nullable [] lastPlace) {
        stream.advance(problem, output);
        place = lastPlace;
    }

    /// {@return the last token so far; null before the first, or if nobody said where it is}
    Clock.@Nullable Last last() {
        if (place == null) {
            return null;
        }
        double[] times = new double[batch * heads];
        for (int k = 0; k < times.length; k++) {
            times[k] = stream.clock(k / heads, k % heads);
        }
        return new Clock.Last(Tensor.of(place, batch, 1, 1), Tensor.of(times, batch, heads, 1, 1));
    }

    Map<String, Tensor> tensors() {
        Tensor sums = Tensor.uninitialized(ElementType.FLOAT32, batch, heads, features, valueDim + 1);
        Tensor maximum = Tensor.uninitialized(ElementType.FLOAT32, batch, heads, 1, features);
        Tensor clock = Tensor.uninitialized(ElementType.FLOAT64, batch, heads, 1, 1);
        stream.save(sums.memory(), maximum.memory(), clock.memory());
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("maximum", maximum);
        tensors.put("sums", sums);
        if (decays) {
            tensors.put("clock", clock);
        }
        if (place != null) {
            tensors.put("place", Tensor.of(place, batch, 1, 1));
        }
        return tensors;
    }

    void restore(Tensor sums, Tensor maximum, @Nullable Tensor clock, @Nullable Tensor lastPlace) {
        sums.shape().require("state", Shape.of(batch, heads, features, valueDim + 1));
        Tensor times = clock == null
                ? Tensor.zeros(ElementType.FLOAT64, batch, heads, 1, 1)
                : Tensor.zeros(ElementType.FLOAT64, batch, heads, 1, 1).add(clock);
        stream.restore(sums.contiguous().memory(), maximum.contiguous().memory(), times.memory());
        if (lastPlace != null) {
            lastPlace.shape().require("state", Shape.of(batch, 1, 1));
        }
        place = lastPlace == null ? null : lastPlace.toDoubles();
    }

    long bytes() {
        return stream.bytes() + (place == null ? 0 : (long) Double.BYTES * place.length);
    }
}
