package org.fourierlearner.attention;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.fourierlearner.tensor.Tensor;

/// What a causal stream remembers of its tokens: for linear attention sums of a constant size, for exact
/// attention all keys and values.
///
/// A batch of streams has one state. Its tensors outlive scopes and are freed by [#close].
public final class AttentionState implements AutoCloseable {
    private Map<String, Tensor> tensors = Map.of();

    AttentionState() {}

    boolean isEmpty() {
        return tensors.isEmpty();
    }

    Tensor get(String name) {
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
        fork.replace(tensors);
        return fork;
    }

    /// {@return the bytes of the state}
    public long bytes() {
        return tensors.values().stream()
                .mapToLong(tensor -> tensor.shape().size() * tensor.type().bytes())
                .sum();
    }

    /// Frees the memory; the stream begins anew.
    @Override
    public void close() {
        tensors.values().forEach(Tensor::close);
        tensors = Map.of();
    }
}
