package org.fourierlearner.tensor;

import java.lang.foreign.ValueLayout;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.global.torch;

/// A stream of random numbers that can be saved and restored.
///
/// The same seed and the same calls give the same numbers, bit for bit. Not safe for use by several threads
/// at once.
public final class Randomness {
    private final Generator generator;

    private Randomness(Generator generator) {
        this.generator = generator;
    }

    /// {@return a stream that starts from a seed}
    ///
    /// @param seed any number
    public static Randomness seeded(long seed) {
        return new Randomness(Scope.outsideOfAll(() -> torch.make_generator_cpu(seed)));
    }

    /// {@return a stream of its own, seeded from this one}
    public Randomness split() {
        try (var _ = Scope.withoutGradients()) {
            long[] words = Tensor.wrap(() -> torch.empty(2).random_(optional())).toLongs();
            return seeded(words[0] << 24 ^ words[1]);
        }
    }

    /// {@return standard normal numbers}
    ///
    /// @param extents the shape
    public Tensor normal(int... extents) {
        return Tensor.wrap(() -> torch.randn(Shape.of(extents).toLongs(), optional()));
    }

    /// {@return numbers uniform on `[0, 1)`}
    ///
    /// @param extents the shape
    public Tensor uniform(int... extents) {
        return Tensor.wrap(() -> torch.rand(Shape.of(extents).toLongs(), optional()));
    }

    /// {@return elements dropped with a probability, the others scaled so that the mean stays}
    ///
    /// @param tensor the elements
    /// @param probability of being dropped, in `[0, 1)`
    /// @throws IllegalArgumentException if the probability is outside that range
    public Tensor dropout(Tensor tensor, double probability) {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException(
                    "probability: expected a number in [0, 1), got %s".formatted(probability));
        }
        if (probability == 0) {
            return tensor;
        }
        Tensor kept =
                Tensor.wrap(() -> torch.empty_like(tensor.handle().detach()).bernoulli_(1 - probability, optional()));
        return tensor.multiply(kept.multiply(1 / (1 - probability)));
    }

    /// {@return where this stream stands, to be given to [#restore]}
    public byte[] state() {
        try (var _ = Scope.withoutGradients()) {
            return Tensor.wrap(generator::get_state).memory().toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /// Continues from a saved state.
    ///
    /// @param state what [#state] returned
    /// @throws TensorException if it is not such a state
    public void restore(byte[] state) {
        try (var _ = Scope.withoutGradients()) {
            Tensor bytes = Tensor.copyOf(
                    java.lang.foreign.MemorySegment.ofArray(state), ElementType.UINT8, Shape.of(state.length));
            generator.set_state(bytes.handle());
        } catch (RuntimeException e) {
            throw TensorException.of(e);
        }
    }

    private GeneratorOptional optional() {
        return new GeneratorOptional(generator);
    }
}
