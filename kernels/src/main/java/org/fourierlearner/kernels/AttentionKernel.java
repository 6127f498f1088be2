package org.fourierlearner.kernels;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Linear attention in time `O(length)`, in tiles that stay within a core's cache: nothing of size
/// `length × features` or `length × length` is ever in memory.
///
/// Heads and examples are shared out to threads, and the tokens of each head too where there are fewer heads
/// than cores. Results do not depend on the number of threads, bit for bit.
///
/// A weight is exact but for rounding of the logarithms it is the exponential of: relative to the largest
/// weight of its query, `2⁻²⁴` times their sizes. Outputs inherit that. Besides, numerators and
/// denominators each round by `2⁻²⁴` for each tile of 64 tokens, or each single one of a stream, that is
/// added to them, for each token within a tile and for each feature.
public final class AttentionKernel {
    private final boolean vectors;
    private final int threads;
    private final int cores;

    private AttentionKernel(boolean vectors, int threads, int cores) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: expected at least 1, got %d".formatted(threads));
        }
        this.vectors = vectors;
        this.threads = threads;
        this.cores = cores;
    }

    /// {@return the kernel for this machine} With vectors if the JVM has the module `jdk.incubator.vector`,
    /// else several times slower without.
    ///
    /// @param threads the most threads to use
    public static AttentionKernel of(int threads) {
        return new AttentionKernel(hasVectors(), threads, Runtime.getRuntime().availableProcessors());
    }

    static AttentionKernel scalar(int threads) {
        return new AttentionKernel(false, threads, Runtime.getRuntime().availableProcessors());
    }

    /// {@return the same for a machine of another number of cores}
    AttentionKernel withCores(int number) {
        return new AttentionKernel(vectors, threads, number);
    }

    /// {@return whether the JVM was started with `--add-modules jdk.incubator.vector`}
    public static boolean hasVectors() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    /// {@return what the inner loops are made of, in a few words}
    public String description() {
        return vectors ? "%d-bit vectors".formatted(VectorArithmetic.lanes() * Float.SIZE) : "no vectors";
    }

    /// {@return the inner loops, for one thread}
    Arithmetic arithmetic() {
        return vectors ? new VectorArithmetic() : new ScalarArithmetic();
    }

    /// {@return the inner loops over columns, for one thread}
    ColumnArithmetic columns() {
        return vectors ? new VectorColumns() : new ScalarColumns();
    }

    /// Computes the outputs.
    ///
    /// @param problem the arguments
    /// @param output `[batch, heads, queryLength, valueDim]`, overwritten
    /// @param normalizers set, if not null, for [#backward]
    /// @throws IllegalArgumentException if the output or the normalizers are those of another shape, or the output
    ///     is read-only or overlaps itself or an argument
    public void forward(AttentionProblem problem, Operand output, @Nullable LogNormalizers normalizers) {
        requireOutput("output", problem, output);
        Targets.requireOutput(problem, output);
        if (normalizers != null) {
            normalizers.require(problem);
        }
        if (problem.isTwoSided()) {
            LogNormalizers joined = normalizers == null ? new LogNormalizers(problem) : normalizers;
            forward(problem.past(), output, joined, Part.PAST);
            forward(problem.future(), output.reversed(), joined.reversed(), Part.FUTURE);
        } else {
            forward(problem, output, normalizers, Part.WHOLE);
        }
    }

    private void forward(AttentionProblem problem, Operand output, @Nullable LogNormalizers normalizers, Part part) {
        Supplier<ForwardPass> maker = () -> new ForwardPass(problem, arithmetic(), output, normalizers, part);
        int pieces = Pieces.count(problem, cores);
        if (pieces > 1) {
            new PiecewiseForward(problem, normalizers, pieces, threads, arithmetic(), maker).run();
            return;
        }
        int batch = problem.query().batch();
        Workers.run(threads, batch * problem.query().heads(), () -> {
            ForwardPass pass = maker.get();
            KeySums state = pass.newSums();
            return index -> pass.run(index % batch, index / batch, state);
        });
    }

    /// Continues causal attention from the sums of each head of each example, which go on.
    void resume(AttentionProblem problem, Operand output, KeySums[] states) {
        int batch = problem.query().batch();
        int heads = problem.query().heads();
        Workers.run(threads, batch * heads, () -> {
            var pass = new ForwardPass(problem, arithmetic(), output, null, Part.WHOLE);
            return index -> pass.causal(
                    index % batch,
                    index / batch,
                    0,
                    problem.query().rows(),
                    states[index % batch * heads + index / batch],
                    true);
        });
    }

    /// Computes the gradients, by recomputing the features.
    ///
    /// @param problem the arguments of forward
    /// @param output what forward wrote
    /// @param normalizers what forward set
    /// @param outputGradient the gradient of the loss by the output
    /// @param gradients where to write the gradients
    /// @throws IllegalArgumentException if a shape does not fit, or a target is read-only or overlaps itself, an
    ///     argument or another target
    public void backward(
            AttentionProblem problem,
            Operand output,
            LogNormalizers normalizers,
            Operand outputGradient,
            AttentionGradients gradients) {
        requireOutput("output", problem, output);
        requireOutput("outputGradient", problem, outputGradient);
        normalizers.require(problem);
        gradients.require(problem);
        List<MemorySegment> arguments = new ArrayList<>(problem.memory());
        arguments.add(output.memory());
        arguments.add(outputGradient.memory());
        gradients.targets().forEach(Targets::requireDistinctElements);
        Targets.requireApart(gradients.memory(), arguments);
        if (problem.query().batch() == 0) {
            gradients.clearShared();
        }
        if (problem.isTwoSided()) {
            backward(problem.past(), output, normalizers, outputGradient, gradients, Part.PAST);
            backward(
                    problem.future(),
                    output.reversed(),
                    normalizers.reversed(),
                    outputGradient.reversed(),
                    gradients.reversed(),
                    Part.FUTURE);
        } else {
            backward(problem, output, normalizers, outputGradient, gradients, Part.WHOLE);
        }
    }

    private void backward(
            AttentionProblem problem,
            Operand output,
            LogNormalizers normalizers,
            Operand outputGradient,
            AttentionGradients gradients,
            Part part) {
        int heads = problem.query().heads();
        int batch = problem.query().batch();
        Supplier<TileGradients> maker =
                () -> new TileGradients(problem, arithmetic(), output, normalizers, outputGradient, gradients, part);
        int pieces = Pieces.count(problem, cores);
        if (pieces > 1) {
            new PiecewiseBackward(problem, gradients, pieces, threads, arithmetic(), maker, part).run();
            return;
        }
        // examples that share a target go one after another
        int together = gradients.areShared() ? Math.max(batch, 1) : 1;
        Workers.run(threads, heads * (batch / together), () -> {
            var backward = new HeadBackward(problem, gradients, maker.get());
            return index -> backward.run(index % heads, index / heads * together, together);
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
}
