package org.fourierlearner.kernels;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks of memory that results are written to.
final class Targets {

    private Targets() {}

    /// Makes no objects, because each token of a stream comes here.
    ///
    /// @throws IllegalArgumentException if the output is read-only, or overlaps itself or an argument
    static void requireOutput(AttentionProblem problem, Operand output) {
        requireDistinctElements("output", output);
        requireWritable("output", output.memory());
        requireApart(output, problem.query());
        requireApart(output, problem.key());
        requireApart(output, problem.value());
        requireApart(output, problem.queryLogits());
        requireApart(output, problem.keyLogits());
        if (problem.features() instanceof FeatureKind.Positive(Operand projection)) {
            requireApart(output, projection);
        }
        if (problem.tokens() != null) {
            requireApart("output", output.memory(), problem.tokens());
        }
        if (problem.clock() != null) {
            requireApart("output", output.memory(), problem.clock().memory());
        }
        if (problem.selfLogits() != null) {
            requireApart("output", output.memory(), problem.selfLogits());
        }
    }

    private static void requireApart(Operand output, @Nullable Operand argument) {
        if (argument != null) {
            requireApart("output", output.memory(), argument.memory());
        }
    }

    /// @throws IllegalArgumentException if a target is read-only, or overlaps another one or an argument
    static void requireApart(Map<String, MemorySegment> targets, List<MemorySegment> arguments) {
        targets.forEach((name, target) -> {
            requireWritable(name, target);
            arguments.forEach(argument -> requireApart(name, target, argument));
            targets.forEach((otherName, other) -> {
                if (!name.equals(otherName) && target.asOverlappingSlice(other).isPresent()) {
                    throw new IllegalArgumentException(
                            "%s: expected memory of its own, got memory that overlaps that of %s"
                                    .formatted(name, otherName));
                }
            });
        });
    }

    private static void requireWritable(String name, MemorySegment target) {
        if (target.isReadOnly()) {
            throw new IllegalArgumentException(
                    "%s: expected memory that can be written, got memory that is read-only".formatted(name));
        }
    }

    private static void requireApart(String name, MemorySegment target, MemorySegment argument) {
        if (target.asOverlappingSlice(argument).isPresent()) {
            throw new IllegalArgumentException(
                    "%s: expected memory apart from that of arguments, got memory that overlaps".formatted(name));
        }
    }

    /// Threads must not write to the same place. Each stride must lead past all that smaller ones reach.
    ///
    /// @throws IllegalArgumentException if it does not
    static void requireDistinctElements(String name, Operand target) {
        boolean empty = target.batch() == 0 || target.heads() == 0 || target.rows() == 0 || target.columns() == 0;
        boolean apart = empty
                || (leadsPast(target, target.batch(), target.batchStride())
                        && leadsPast(target, target.heads(), target.headStride())
                        && leadsPast(target, target.rows(), target.rowStride()));
        if (!apart) {
            throw new IllegalArgumentException("%s: expected strides that keep elements apart, got [%d, %d, %d]"
                    .formatted(name, target.batchStride(), target.headStride(), target.rowStride()));
        }
    }

    private static boolean leadsPast(Operand target, int extent, long stride) {
        long reach = target.columns()
                + reach(target.batch(), target.batchStride(), stride)
                + reach(target.heads(), target.headStride(), stride)
                + reach(target.rows(), target.rowStride(), stride)
                - reach(extent, stride, stride);
        return extent == 1 || stride >= reach;
    }

    /// How far a dimension reaches, if its stride is no greater than a limit.
    private static long reach(int extent, long stride, long limit) {
        return stride <= limit ? (extent - 1) * stride : 0;
    }
}
