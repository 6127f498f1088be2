package org.fourierlearner.attention;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// What a causal stream remembers of its tokens: for linear attention sums of a constant size, for exact
/// attention all keys and values.
///
/// A batch of streams has one state. Its tensors outlive scopes and are freed by [#close].
public final class AttentionState implements AutoCloseable {
    private Map<String, Tensor> tensors = Map.of();
    private @Nullable FusedStream stream;

    AttentionState() {}

    boolean isEmpty() {
        settle();
        return tensors.isEmpty();
    }

    /// Goes over from a stream to its tensors.
    private void settle() {
        if (stream != null) {
            tensors();
            stream = null;
        }
    }

    /// {@return the stream that stands for the tensors}
    ///
    /// @param begin makes one that has seen no token
    FusedStream stream(Supplier<FusedStream> begin) {
        if (stream == null) {
            FusedStream begun = begin.get();
            if (!isEmpty()) {
                begun.restore(get("sums"), get("maximum"), tensors.get("clock"), tensors.get("place"));
            }
            close();
            stream = begun;
        }
        return stream;
    }

    /// {@return the last token so far, of a state that remembers it; null before the first}
    Clock.@Nullable Last last() {
        if (stream != null) {
            return stream.last();
        }
        return tensors.isEmpty() ? null : new Clock.Last(get("place"), get("clock"));
    }

    Tensor get(String name) {
        settle();
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException(
                    "state: expected the state of this kind of attention, got one with %s".formatted(names()));
        }
        return tensor;
    }

    private Set<String> names() {
        return new TreeSet<>(tensors.keySet());
    }

    void replace(Map<String, Tensor> next) {
        Map<String, Tensor> kept = new LinkedHashMap<>();
        next.forEach((name, tensor) -> kept.put(name, tensor.detach().copy().keep()));
        close();
        tensors = kept;
    }

    /// {@return the tensors, to be saved; shared, valid until the next token}
    public Map<String, Tensor> tensors() {
        if (stream != null) {
            try (var _ = Scope.withoutGradients()) {
                FusedStream current = stream;
                replace(current.tensors());
                stream = current;
            }
        }
        return Map.copyOf(tensors);
    }

    /// Continues from saved tensors, which are copied.
    ///
    /// @param saved what [#tensors] returned
    public void restore(Map<String, Tensor> saved) {
        replace(saved);
    }

    /// {@return a stream of its own that goes on from here}
    public AttentionState fork() {
        var fork = new AttentionState();
        fork.replace(tensors());
        return fork;
    }

    /// {@return the bytes of the state}
    public long bytes() {
        if (stream != null) {
            return stream.bytes();
        }
        return tensors.values().stream()
                .mapToLong(tensor -> tensor.shape().size() * tensor.type().bytes())
                .sum();
    }

    /// Frees the memory; the stream begins anew.
    @Override
    public void close() {
        tensors.values().forEach(Tensor::close);
        tensors = Map.of();
        stream = null;
    }
}
