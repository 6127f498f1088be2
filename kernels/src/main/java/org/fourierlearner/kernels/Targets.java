package org.fourierlearner.kernels;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/// Checks of memory that results are written to.
final class Targets {

    private Targets() {}

    /// @throws IllegalArgumentException if a target is read-only, or overlaps itself, another one or an argument
    static void require(Map<String, Operand> targets, List<MemorySegment> arguments) {
        targets.forEach((name, target) -> {
            requireDistinctElements(name, target);
            requireApart(name, target.memory(), arguments);
            targets.forEach((otherName, other) -> {
                if (!name.equals(otherName)
                        && target.memory().asOverlappingSlice(other.memory()).isPresent()) {
                    throw new IllegalArgumentException(
                            "%s: expected memory of its own, got memory that overlaps that of %s"
                                    .formatted(name, otherName));
                }
            });
        });
    }

    static void requireApart(String name, MemorySegment target, List<MemorySegment> arguments) {
        if (target.isReadOnly()) {
            throw new IllegalArgumentException(
                    "%s: expected memory that can be written, got memory that is read-only".formatted(name));
        }
        for (MemorySegment argument : arguments) {
            if (target.asOverlappingSlice(argument).isPresent()) {
                throw new IllegalArgumentException(
                        "%s: expected memory apart from that of arguments, got memory that overlaps".formatted(name));
            }
        }
    }

    /// Strides of 0 would let threads write to the same place.
    private static void requireDistinctElements(String name, Operand target) {
        boolean empty = target.rows() == 0 || target.columns() == 0;
        boolean repeats = !empty
                && ((target.batch() > 1 && target.batchStride() == 0)
                        || (target.heads() > 1 && target.headStride() == 0)
                        || (target.rows() > 1 && target.rowStride() < target.columns()));
        if (repeats) {
            throw new IllegalArgumentException("%s: expected strides that keep elements apart, got [%d, %d, %d]"
                    .formatted(name, target.batchStride(), target.headStride(), target.rowStride()));
        }
    }
}
