package org.fourierlearner.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where backward writes gradients, each of the shape of its argument; null where none is wanted.
///
/// @param query overwritten
/// @param key overwritten
/// @param value overwritten
/// @param queryLogits overwritten; by the sum over the examples, in their order, if they share logits
/// @param keyLogits likewise
/// @param projection overwritten, by the sum over the examples
/// @param clock overwritten, likewise; doubles
/// @param selfLogits overwritten, by the sum over the examples; floats
public record AttentionGradients(
        Operand query,
        Operand key,
        Operand value,
        @Nullable Operand queryLogits,
        @Nullable Operand keyLogits,
        @Nullable Operand projection,
        @Nullable MemorySegment clock,
        @Nullable MemorySegment selfLogits) {

    /// The same for tokens in reverse order.
    AttentionGradients reversed() {
        return new AttentionGradients(
                query.reversed(),
                key.reversed(),
                value.reversed(),
                queryLogits == null ? null : queryLogits.reversed(),
                keyLogits == null ? null : keyLogits.reversed(),
                projection,
                clock,
                selfLogits);
    }

    /// Writes the gradient of a head's self logit, if it is wanted.
    ///
    /// @param adding whether to add it to what is there
    void storeSelf(int head, double gradient, boolean adding) {
        if (selfLogits != null) {
            double before = adding ? selfLogits.getAtIndex(JAVA_FLOAT_UNALIGNED, head) : 0;
            selfLogits.setAtIndex(JAVA_FLOAT_UNALIGNED, head, (float) (before + gradient));
        }
    }

    Map<String, Operand> targets() {
        Map<String, Operand> targets = new LinkedHashMap<>();
        targets.put("gradients.query", query);
        targets.put("gradients.key", key);
        targets.put("gradients.value", value);
        if (queryLogits != null) {
            targets.put("gradients.queryLogits", queryLogits);
        }
        if (keyLogits != null) {
            targets.put("gradients.keyLogits", keyLogits);
        }
        if (projection != null) {
            targets.put("gradients.projection", projection);
        }
        return targets;
    }

    /// The memory of all targets.
    Map<String, MemorySegment> memory() {
        Map<String, MemorySegment> memory = new LinkedHashMap<>();
        targets().forEach((name, target) -> memory.put(name, target.memory()));
        if (clock != null) {
            memory.put("gradients.clock", clock);
        }
        if (selfLogits != null) {
            memory.put("gradients.selfLogits", selfLogits);
        }
        return memory;
    }

    /// Whether several examples add to the same numbers.
    boolean areShared() {
        return projection != null
                || clock != null
                || selfLogits != null
                || (queryLogits != null && queryLogits.isShared())
                || (keyLogits != null && keyLogits.isShared());
    }

    /// What no example writes to.
    void clearShared() {
        Stream.of(queryLogits, keyLogits, projection)
                .filter(Objects::nonNull)
                .forEach(target -> target.memory().fill((byte) 0));
        Stream.of(clock, selfLogits).filter(Objects::nonNull).forEach(memory -> memory.fill((byte) 0));
    }

    void require(AttentionProblem problem) {
        requireLike("gradients.query", query, problem.query());
        requireLike("gradients.key", key, problem.key());
        requireLike("gradients.value", value, problem.value());
        requireLike("gradients.queryLogits", queryLogits, problem.queryLogits());
        requireLike("gradients.keyLogits", keyLogits, problem.keyLogits());
        requireLike(
                "gradients.projection",
                projection,
                problem.features() instanceof FeatureKind.Positive(Operand omega) ? omega : null);
        if (clock != null) {
            AttentionProblem.Clock times = problem.clock();
            if (times == null || clock.byteSize() != times.memory().byteSize()) {
                throw new IllegalArgumentException(
                        "gradients.clock: expected the size of the problem's clock, got %d bytes"
                                .formatted(clock.byteSize()));
            }
        }
        if (selfLogits != null) {
            MemorySegment logits = problem.selfLogits();
            if (logits == null || selfLogits.byteSize() != logits.byteSize()) {
                throw new IllegalArgumentException(
                        "gradients.selfLogits: expected the size of the problem's self logits, got %d bytes"
                                .formatted(selfLogits.byteSize()));
            }
        }
    }

    private static void requireLike(String name, @Nullable Operand gradient, @Nullable Operand argument) {
        if (gradient == null) {
            return;
        }
        if (argument == null) {
            throw new IllegalArgumentException("%s: expected none, because the problem has none".formatted(name));
        }
        gradient.require(name, argument.batch(), argument.heads(), argument.rows(), argument.columns());
    }
}
