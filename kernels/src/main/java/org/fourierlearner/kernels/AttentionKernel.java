package org.fourierlearner.kernels;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Linear attention in time `O(length)`, in tiles that stay within a core's cache: nothing of size
/// `length × features` or `length × length` is ever in memory.
///
/// Results do not depend on the number of threads, bit for bit.
public final class AttentionKernel {
    private final boolean vectors;
    private final int threads;

    private AttentionKernel(boolean vectors, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: expected at least 1, got %d".formatted(threads));
        }
        this.vectors = vectors;
        this.threads = threads;
    }

    /// {@return the kernel for this machine} With vectors if the JVM has the module `jdk.incubator.vector`,
    /// else several times slower without.
    ///
    /// @param threads the most threads to use
    public static AttentionKernel of(int threads) {
        return new AttentionKernel(hasVectors(), threads);
    }

    static AttentionKernel scalar(int threads) {
        return new AttentionKernel(false, threads);
    }

    /// {@return whether the JVM was started with `--add-modules jdk.incubator.vector`}
    public static boolean hasVectors() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    /// {@return what the inner loops are made of, in a few words}
    public String description() {
        return vectors ? "%d-bit vectors".formatted(VectorArithmetic.lanes() * Float.SIZE) : "no vectors";
    }

    /// Computes the outputs.
    ///
    /// @param problem the arguments
    /// @param output `[batch, heads, queryLength, valueDim]`, overwritten
    /// @param normalizers set, if not null, for [#backward]
    /// @throws IllegalArgumentException if the output has another shape, is read-only, or overlaps an argument
    public void forward(AttentionProblem problem, Operand output, @Nullable LogNormalizers normalizers) {
        forward(problem, output, normalizers, null);
    }

    /// @param states see [ForwardPass]
    void forward(
            AttentionProblem problem,
            Operand output,
            @Nullable LogNormalizers normalizers,
            KeySums @Nullable [] states) {
        requireOutput("output", problem, output);
        requireApart(problem, List.of(output));
        int batch = problem.query().batch();
        Workers.run(threads, batch * problem.query().heads(), () -> {
            var pass = new ForwardPass(problem, arithmetic(), output, normalizers, states);
            return index -> pass.run(index % batch, index / batch);
        });
    }

    /// {@return the inner loops, for one thread}
    Arithmetic arithmetic() {
        return vectors ? new VectorArithmetic() : new ScalarArithmetic();
    }

    /// Computes the gradients, by recomputing the features.
    ///
    /// @param problem the arguments of forward
    /// @param output what forward wrote
    /// @param normalizers what forward set
    /// @param outputGradient the gradient of the loss by the output
    /// @param gradients where to write the gradients
    /// @throws IllegalArgumentException if a shape does not fit, or a target is read-only or overlaps an argument
    public void backward(
            AttentionProblem problem,
            Operand output,
            LogNormalizers normalizers,
            Operand outputGradient,
            AttentionGradients gradients) {
        requireOutput("output", problem, output);
        requireOutput("outputGradient", problem, outputGradient);
        gradients.require(problem);
        requireApart(problem, gradients.targets());
        int heads = problem.query().heads();
        int batch = problem.query().batch();
        // examples that share a target go one after another
        int together = gradients.areShared() ? batch : 1;
        Workers.run(threads, heads * (batch / Math.max(together, 1)), () -> {
            var pass = new BackwardPass(problem, arithmetic(), output, normalizers, outputGradient, gradients);
            return index -> {
                int head = index % heads;
                pass.select(head);
                for (int k = 0; k < together; k++) {
                    pass.run(index / heads * together + k, head);
                }
                pass.finish();
            };
        });
    }

    static void requireOutput(String name, AttentionProblem problem, Operand output) {
        Operand query = problem.query();
        output.require(
                name,
                query.batch(),
                query.heads(),
                query.rows(),
                problem.value().columns());
    }

    private static void requireApart(AttentionProblem problem, List<Operand> targets) {
        List<Operand> arguments = new ArrayList<>(problem.operands());
        for (Operand target : targets) {
            if (target.memory().isReadOnly()) {
                throw new IllegalArgumentException("expected memory that can be written, got memory that is read-only");
            }
            for (Operand argument : arguments) {
                if (target.memory().asOverlappingSlice(argument.memory()).isPresent()) {
                    throw new IllegalArgumentException(
                            "expected memory for results apart from that of arguments, got memory that overlaps");
                }
            }
        }
    }
}
