package org.fourierlearner.app.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.fourierlearner.kernels.AttentionKernel;
import org.fourierlearner.kernels.AttentionProblem;
import org.fourierlearner.kernels.AttentionStream;
import org.fourierlearner.kernels.FeatureKind;
import org.fourierlearner.kernels.Operand;
import org.fourierlearner.tensor.Tensor;
import org.fourierlearner.tensor.Threads;

/// A stream in the kernels that reads its tokens from one place and writes its outputs to another.
final class KernelStream implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final Tensor output;
    private final AttentionProblem problem;
    private final Operand outputs;
    private final AttentionStream stream;

    /// Begins before the first token.
    ///
    /// @param a where the tokens are
    KernelStream(Arguments a) {
        output = Tensor.uninitialized(
                        a.value().type(),
                        1,
                        a.length(),
                        a.sizes().heads(),
                        a.sizes().headDim())
                .transpose(1, 2);
        outputs = operand(output);
        problem = new AttentionProblem(
                new FeatureKind.Positive(operand(a.content().unsqueeze(0))),
                operand(a.query()),
                operand(a.key()),
                operand(a.value()),
                operand(a.queryLogits()),
                operand(a.keyLogits()),
                null,
                null,
                null,
                null,
                true);
        stream = new AttentionStream(AttentionKernel.of(Threads.count()), problem);
    }

    private Operand operand(Tensor tensor) {
        Tensor.Strided strided = tensor.strided(arena);
        List<Long> strides = strided.strides();
        return new Operand(
                strided.memory(),
                tensor.extent(0),
                tensor.extent(1),
                tensor.extent(2),
                tensor.extent(3),
                strides.get(0),
                strides.get(1),
                strides.get(2),
                false);
    }

    /// Takes in the tokens that are there now.
    void advance() {
        stream.advance(problem, outputs);
    }

    /// {@return what the latest tokens got, overwritten by the next; valid as long as the scope of the
    /// making}
    Tensor output() {
        return output;
    }

    /// {@return the memory of what differs from token to token}
    List<MemorySegment> memories() {
        return Stream.of(problem.query(), problem.key(), problem.value(), problem.queryLogits(), problem.keyLogits())
                .map(operand -> Objects.requireNonNull(operand).memory())
                .toList();
    }

    @Override
    public void close() {
        arena.close();
    }
}
