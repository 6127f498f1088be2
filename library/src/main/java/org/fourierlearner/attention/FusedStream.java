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

    FusedStream(AttentionKernel kernel, AttentionProblem problem) {
        stream = new AttentionStream(kernel, problem);
        batch = problem.query().batch();
        heads = problem.query().heads();
        features = problem.featureCount();
        valueDim = problem.value().columns();
        decays = problem.clock() != null;
    }

    void advance(AttentionProblem problem, Operand output) {
        stream.advance(problem, output);
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
        return tensors;
    }

    void restore(Tensor sums, Tensor maximum, @Nullable Tensor clock) {
        sums.shape().require("state", Shape.of(batch, heads, features, valueDim + 1));
        Tensor times = clock == null
                ? Tensor.zeros(ElementType.FLOAT64, batch, heads, 1, 1)
                : Tensor.zeros(ElementType.FLOAT64, batch, heads, 1, 1).add(clock);
        stream.restore(sums.contiguous().memory(), maximum.contiguous().memory(), times.memory());
    }

    long bytes() {
        return stream.bytes();
    }
}
