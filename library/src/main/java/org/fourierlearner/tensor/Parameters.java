package org.fourierlearner.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The named tensors of a layer: weights, which are learned, and constants, which are stored with
/// them (such as drawn frequencies). Layers nest; names are joined by dots.
///
/// The tensors are kept beyond scopes and freed by [#close].
public final class Parameters implements AutoCloseable {
    private final Map<String, Tensor> weights = new LinkedHashMap<>();
    private final Map<String, Tensor> constants = new LinkedHashMap<>();

    /// An empty collection.
    public Parameters() {}

    /// Adds a tensor that is learned.
    ///
    /// @param name its name in this layer
    /// @param initial its first value, which is kept
    /// @return `initial`, with gradients required
    public Tensor weight(String name, Tensor initial) {
        return put(weights, name, initial.detach().contiguous().keep().requireGradient());
    }

    /// Adds a tensor that is stored but not learned.
    ///
    /// @param name its name in this layer
    /// @param value its value, which is kept
    /// @return `value`
    public Tensor constant(String name, Tensor value) {
        return put(constants, name, value.detach().contiguous().keep());
    }

    private Tensor put(Map<String, Tensor> into, String name, Tensor tensor) {
        if (weights.containsKey(name) || constants.containsKey(name)) {
            throw new IllegalStateException("%s: expected a new name".formatted(name));
        }
        into.put(name, tensor);
        return tensor;
    }

    /// Adds the tensors of an inner layer, shared.
    ///
    /// @param name the inner layer's name
    /// @param inner its tensors
    public void include(String name, Parameters inner) {
        inner.weights.forEach((key, tensor) -> put(weights, name + "." + key, tensor));
        inner.constants.forEach((key, tensor) -> put(constants, name + "." + key, tensor));
    }

    /// Adds the tensors of an inner layer, shared, by the names that they have there.
    ///
    /// @param inner its tensors
    public void include(Parameters inner) {
        inner.weights.forEach((key, tensor) -> put(weights, key, tensor));
        inner.constants.forEach((key, tensor) -> put(constants, key, tensor));
    }

    /// {@return a weight or constant}
    ///
    /// @param name its name
    /// @throws IllegalArgumentException if there is none of that name
    public Tensor get(String name) {
        Tensor tensor = weights.containsKey(name) ? weights.get(name) : constants.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("%s: expected one of %s".formatted(name, all().keySet()));
        }
        return tensor;
    }

    /// {@return what is learned, in the order of adding; a view}
    public Map<String, Tensor> weights() {
        return Collections.unmodifiableMap(weights);
    }

    /// {@return what is stored but not learned, in the order of adding; a view}
    public Map<String, Tensor> constants() {
        return Collections.unmodifiableMap(constants);
    }

    /// {@return weights and constants; a copy}
    public Map<String, Tensor> all() {
        var all = new LinkedHashMap<>(weights);
        all.putAll(constants);
        return all;
    }

    /// {@return the number of learned numbers}
    public long count() {
        return weights.values().stream()
                .mapToLong(weight -> weight.shape().size())
                .sum();
    }

    /// Replaces the values of all tensors by another's.
    ///
    /// @param values has a tensor of each name
    /// @throws ShapeMismatchException if a shape differs
    /// @throws IllegalArgumentException if a name is missing or unknown
    public void load(Map<String, Tensor> values) {
        Map<String, Tensor> all = all();
        List<String> unknown = new ArrayList<>(values.keySet());
        unknown.removeAll(all.keySet());
        List<String> missing = new ArrayList<>(all.keySet());
        missing.removeAll(values.keySet());
        if (!unknown.isEmpty() || !missing.isEmpty()) {
            throw new IllegalArgumentException("tensors: expected those of the configured model; missing %s, unknown %s"
                    .formatted(missing, unknown));
        }
        values.forEach((name, value) -> value.shape().require(name, get(name).shape()));
        try (var _ = Scope.withoutGradients()) {
            values.forEach((name, value) -> get(name).copyInPlace(value));
        }
    }

    /// Turns all tensors of floating-point numbers into another type; layers that hold them keep
    /// them.
    ///
    /// @param type of floating-point numbers
    public void convert(ElementType type) {
        try (var _ = Scope.withoutGradients()) {
            all().values().stream().filter(Parameters::isFloating).forEach(tensor -> tensor.convertInPlace(type));
        }
    }

    private static boolean isFloating(Tensor tensor) {
        return tensor.type() == ElementType.FLOAT32 || tensor.type() == ElementType.FLOAT64;
    }

    /// Frees the tensors.
    @Override
    public void close() {
        all().values().forEach(Tensor::close);
    }
}
