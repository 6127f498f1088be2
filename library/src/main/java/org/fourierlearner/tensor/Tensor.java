package org.fourierlearner.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// An array of numbers in native memory, with the operations that layers are made of.
///
/// Operations make new tensors in the innermost [Scope] of the thread; their names are those of
/// the field, and two operands broadcast. Those ending in `InPlace` change their receiver. Axes
/// may be negative, counting from the innermost, −1. What the engine refuses is a
/// [TensorException].
public final class Tensor implements AutoCloseable {
    private final org.bytedeco.pytorch.Tensor handle;

    /// The scope that frees this tensor; null once it is kept.
    private @Nullable Scope scope;

    private Tensor(org.bytedeco.pytorch.Tensor handle) {
        this.handle = handle;
        this.scope = Scope.innermost();
    }

    static Tensor wrap(Supplier<org.bytedeco.pytorch.Tensor> operation) {
        try {
            return new Tensor(operation.get());
        } catch (RuntimeException e) {
            throw TensorException.of(e);
        }
    }

    org.bytedeco.pytorch.Tensor handle() {
        if (handle.isNull()) {
            throw new IllegalStateException(
                    "the tensor's scope is closed: expected it to be used inside, or kept by keep()");
        }
        if (scope != null && !scope.isOwnedByThisThread()) {
            throw new IllegalStateException(
                    "the tensor belongs to a scope of another thread: expected it to be kept by keep() before it is shared");
        }
        return handle;
    }

    // ── making ──────────────────────────────────────────────────────────────────────────────────

    private static TensorOptions options(ElementType type) {
        return new TensorOptions(type.scalarType);
    }

    /// {@return a tensor of zeros}
    ///
    /// @param type the type of its elements
    /// @param extents its shape
    public static Tensor zeros(ElementType type, int... extents) {
        return wrap(() -> torch.zeros(Shape.of(extents).toLongs(), options(type)));
    }

    /// {@return a single-precision tensor of zeros}
    ///
    /// @param extents its shape
    public static Tensor zeros(int... extents) {
        return zeros(ElementType.FLOAT32, extents);
    }

    /// {@return a single-precision tensor of ones}
    ///
    /// @param extents its shape
    public static Tensor ones(int... extents) {
        return full(1, extents);
    }

    /// {@return a single-precision tensor that holds one value everywhere}
    ///
    /// @param value the value
    /// @param extents its shape
    public static Tensor full(double value, int... extents) {
        return wrap(() -> torch.full(Shape.of(extents).toLongs(), new Scalar(value), options(ElementType.FLOAT32)));
    }

    /// {@return a tensor whose elements are not set; write them through [#memory]}
    ///
    /// @param type the type of its elements
    /// @param extents its shape
    public static Tensor uninitialized(ElementType type, int... extents) {
        return wrap(() -> torch.empty(
                Shape.of(extents).toLongs(), options(type), new org.bytedeco.pytorch.MemoryFormatOptional()));
    }

    /// {@return a tensor of the same type, shape and, if nothing overlaps, strides, whose
    /// elements are not set}
    public Tensor uninitializedLike() {
        return wrap(() -> torch.empty_like(handle()));
    }

    /// {@return the integers from 0 up, as double-precision numbers, `[count]`}
    ///
    /// @param count how many
    public static Tensor range(int count) {
        return wrap(() -> torch.arange(new Scalar((double) count), options(ElementType.FLOAT64)));
    }

    /// {@return a single-precision copy of an array}
    ///
    /// @param values row-major
    /// @param extents the shape
    /// @throws ShapeMismatchException if the shape has another number of elements
    public static Tensor of(float[] values, int... extents) {
        return copyOf(MemorySegment.ofArray(values), ElementType.FLOAT32, Shape.of(extents));
    }

    /// {@return a double-precision copy of an array}
    ///
    /// @param values row-major
    /// @param extents the shape
    /// @throws ShapeMismatchException if the shape has another number of elements
    public static Tensor of(double[] values, int... extents) {
        return copyOf(MemorySegment.ofArray(values), ElementType.FLOAT64, Shape.of(extents));
    }

    /// {@return a copy of an array of indices}
    ///
    /// @param values row-major
    /// @param extents the shape
    /// @throws ShapeMismatchException if the shape has another number of elements
    public static Tensor of(long[] values, int... extents) {
        return copyOf(MemorySegment.ofArray(values), ElementType.INT64, Shape.of(extents));
    }

    /// {@return a mask}
    ///
    /// @param values row-major
    /// @param extents the shape
    /// @throws ShapeMismatchException if the shape has another number of elements
    public static Tensor of(boolean[] values, int... extents) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        return copyOf(MemorySegment.ofArray(bytes), ElementType.BOOL, Shape.of(extents));
    }

    /// {@return a copy of raw elements in native byte order}
    ///
    /// @param elements exactly as many bytes as the shape needs
    /// @param type what they are
    /// @param shape the shape
    /// @throws ShapeMismatchException if the shape needs another number of bytes
    public static Tensor copyOf(MemorySegment elements, ElementType type, Shape shape) {
        if (elements.byteSize() != Math.multiplyExact(shape.size(), type.bytes())) {
            throw new ShapeMismatchException(
                    "elements", "of %d elements".formatted(elements.byteSize() / type.bytes()), shape);
        }
        Tensor tensor = uninitialized(type, shape.extents());
        tensor.memory().copyFrom(elements);
        return tensor;
    }

    // ── lifetime and facts ──────────────────────────────────────────────────────────────────────

    /// Takes this tensor out of its scope: it lives until it is closed or no longer referenced.
    ///
    /// @return this tensor
    public Tensor keep() {
        handle();
        if (scope != null) {
            handle.retainReference();
            scope.pointers().detach(handle);
            scope = null;
        }
        return this;
    }

    /// {@return the scope that frees this tensor; null if it is kept}
    @Nullable
    Scope scope() {
        return scope;
    }

    void moveTo(Scope target) {
        keep();
        target.pointers().attach(handle);
        handle.releaseReference();
        scope = target;
    }

    /// Frees this tensor now.
    @Override
    public void close() {
        if (!handle.isNull()) {
            keep();
            handle.close();
        }
    }

    /// {@return the extents}
    public Shape shape() {
        return Shape.of(handle().shape());
    }

    /// {@return the extent of an axis}
    ///
    /// @param axis the axis
    /// @throws IndexOutOfBoundsException if there is no such axis
    public int extent(int axis) {
        return shape().extent(axis);
    }

    /// {@return what the elements are}
    public ElementType type() {
        return ElementType.of(handle().scalar_type());
    }

    /// {@return whether gradients flow into or through this tensor}
    public boolean requiresGradient() {
        return handle().requires_grad();
    }

    /// {@return the only element}
    ///
    /// @throws TensorException if there is not exactly one
    public double item() {
        try {
            return handle().item().toDouble();
        } catch (RuntimeException e) {
            throw TensorException.of(e);
        }
    }

    /// {@return the elements in row-major order, rounded to single precision}
    public float[] toFloats() {
        return detach().to(ElementType.FLOAT32).contiguous().memory().toArray(ValueLayout.JAVA_FLOAT);
    }

    /// {@return the elements in row-major order, in double precision}
    public double[] toDoubles() {
        return detach().to(ElementType.FLOAT64).contiguous().memory().toArray(ValueLayout.JAVA_DOUBLE);
    }

    /// {@return the elements in row-major order, as integers}
    public long[] toLongs() {
        return detach().to(ElementType.INT64).contiguous().memory().toArray(ValueLayout.JAVA_LONG);
    }

    /// {@return the memory of this tensor, shared and not copied, row-major in native byte order}
    /// It can be used until the innermost scope closes, also when this tensor is closed earlier.
    ///
    /// @throws IllegalStateException if the elements are not contiguous or not in main memory
    @SuppressWarnings("restricted")
    public MemorySegment memory() {
        if (!handle().is_contiguous() || !handle().is_cpu()) {
            throw new IllegalStateException("expected a contiguous tensor in main memory; call contiguous() first");
        }
        // a second handle, owned by the scope, keeps the memory alive as long as the view
        var alias = new org.bytedeco.pytorch.Tensor(handle());
        Pointer data = alias.data_ptr();
        long bytes = alias.nbytes();
        return bytes == 0
                ? MemorySegment.NULL
                : MemorySegment.ofAddress(data.address())
                        .reinterpret(bytes, Scope.innermost().arena(), null);
    }

    /// The memory of a tensor whose elements lie some strides apart.
    ///
    /// @param memory from the first element to the last
    /// @param strides from one index of each axis to the next, in elements; 0 where indices share
    ///     elements
    public record Strided(MemorySegment memory, List<Long> strides) {}

    /// {@return the memory of this tensor as it lies, shared and not copied}
    ///
    /// @param arena keeps the memory alive until it closes; a shared one, to let other threads
    ///     use it
    /// @throws IllegalStateException if the elements are not in main memory
    @SuppressWarnings("restricted")
    public Strided strided(Arena arena) {
        if (!handle().is_cpu()) {
            throw new IllegalStateException("expected a tensor in main memory");
        }
        int[] extents = shape().extents();
        List<Long> strides = new ArrayList<>();
        long elements = 1;
        for (int axis = 0; axis < extents.length; axis++) {
            long stride = handle().stride(axis);
            strides.add(stride);
            elements += stride * Math.max(extents[axis] - 1L, 0);
        }
        if (shape().size() == 0) {
            return new Strided(MemorySegment.NULL, strides);
        }
        Tensor alias = detach().keep();
        MemorySegment memory = MemorySegment.ofAddress(alias.handle().data_ptr().address())
                .reinterpret(elements * type().bytes(), arena, _ -> alias.close());
        return new Strided(memory, strides);
    }

    // ── gradients ───────────────────────────────────────────────────────────────────────────────

    /// Marks this tensor as one whose gradient is wanted.
    ///
    /// @return this tensor
    /// @throws TensorException if the elements are not floating-point numbers
    public Tensor requireGradient() {
        try {
            handle().set_requires_grad(true);
            return this;
        } catch (RuntimeException e) {
            throw TensorException.of(e);
        }
    }

    /// Adds the gradient of this scalar to every tensor that it depends on and that requires one.
    ///
    /// @throws TensorException if this is not a scalar, or depends on nothing that requires a
    ///     gradient
    public void backward() {
        try {
            handle().backward();
        } catch (RuntimeException e) {
            throw CustomGradient.causeOf(e);
        }
    }

    /// Adds the gradient of this scalar to some tensors, and computes no other: where forces are
    /// gradients themselves, second derivatives by places would cost more than those by weights.
    ///
    /// @param leaves those that require a gradient get one, unless this does not depend on them
    /// @throws TensorException if this is not a scalar, or depends on nothing that requires a
    ///     gradient
    public void backward(List<Tensor> leaves) {
        var wanted = new TensorVector();
        leaves.stream().filter(Tensor::requiresGradient).forEach(leaf -> wanted.push_back(leaf.handle()));
        try {
            handle()._backward(wanted, new TensorOptional(), new BoolOptional(), false);
        } catch (RuntimeException e) {
            throw CustomGradient.causeOf(e);
        }
    }

    /// {@return the gradients of this scalar with respect to some tensors}
    ///
    /// @param inputs what to differentiate by
    /// @param differentiable whether the gradients shall themselves be differentiated
    /// @throws TensorException if this is not a scalar or does not depend on an input
    public List<Tensor> gradients(List<Tensor> inputs, boolean differentiable) {
        return gradients(inputs, new TensorVector(), differentiable);
    }

    /// {@return the gradients of a loss with respect to some tensors}
    ///
    /// @param inputs what to differentiate by
    /// @param outputGradient the gradient of the loss by this tensor, of its shape
    /// @throws TensorException if the shape differs, or this does not depend on an input
    public List<Tensor> gradients(List<Tensor> inputs, Tensor outputGradient) {
        return gradients(inputs, new TensorVector(outputGradient.handle()), false);
    }

    private List<Tensor> gradients(List<Tensor> inputs, TensorVector outputGradients, boolean differentiable) {
        var wanted = new TensorVector();
        inputs.forEach(input -> wanted.push_back(input.handle()));
        try {
            return elements(torch.grad(
                    new TensorVector(handle()),
                    wanted,
                    outputGradients,
                    new BoolOptional(differentiable),
                    differentiable,
                    false));
        } catch (RuntimeException e) {
            throw CustomGradient.causeOf(e);
        }
    }

    /// Handles of their own: the vector's elements die with the vector, also where a tensor is
    /// kept.
    private static List<Tensor> elements(TensorVector vector) {
        return Stream.of(vector.get())
                .map(element -> new Tensor(new org.bytedeco.pytorch.Tensor(element)))
                .toList();
    }

    /// {@return what [#backward] has added up for this tensor, shared; nothing before the first
    /// time}
    public Optional<Tensor> gradient() {
        org.bytedeco.pytorch.Tensor gradient = handle().grad();
        return gradient.defined() ? Optional.of(new Tensor(gradient)) : Optional.empty();
    }

    /// Turns the elements of this tensor, not those of others that share them, into another type.
    ///
    /// @param type the type to have
    /// @return this tensor
    public Tensor convertInPlace(ElementType type) {
        try {
            handle().set_data(handle().to(type.scalarType));
            return this;
        } catch (RuntimeException e) {
            throw TensorException.of(e);
        }
    }

    /// Forgets the gradient and frees its memory.
    public void clearGradient() {
        handle().mutable_grad().reset();
    }

    /// {@return the same elements, shared, cut off from gradients}
    public Tensor detach() {
        return wrap(() -> handle().detach());
    }

    // ── arithmetic ──────────────────────────────────────────────────────────────────────────────

    /// {@return `this + other`}
    ///
    /// @param other broadcast
    public Tensor add(Tensor other) {
        return wrap(() -> handle().add(other.handle()));
    }

    /// {@return `this + value`}
    ///
    /// @param value added to every element
    public Tensor add(double value) {
        return wrap(() -> handle().add(new Scalar(value)));
    }

    /// {@return `this − other`}
    ///
    /// @param other broadcast
    public Tensor subtract(Tensor other) {
        return wrap(() -> handle().sub(other.handle()));
    }

    /// {@return `this · other`, element by element}
    ///
    /// @param other broadcast
    public Tensor multiply(Tensor other) {
        return wrap(() -> handle().mul(other.handle()));
    }

    /// {@return `this · value`}
    ///
    /// @param value multiplied with every element
    public Tensor multiply(double value) {
        return wrap(() -> handle().mul(new Scalar(value)));
    }

    /// {@return `this / other`, element by element}
    ///
    /// @param other broadcast
    public Tensor divide(Tensor other) {
        return wrap(() -> handle().div(other.handle()));
    }

    /// {@return `−this`}
    public Tensor negate() {
        return wrap(() -> handle().neg());
    }

    /// {@return `1 / this`}
    public Tensor reciprocal() {
        return wrap(() -> handle().reciprocal());
    }

    /// {@return the matrix product over the last two axes; the others broadcast}
    ///
    /// @param other `[…, n, p]` for this `[…, m, n]`
    public Tensor matmul(Tensor other) {
        return wrap(() -> handle().matmul(other.handle()));
    }

    // ── functions of each element ───────────────────────────────────────────────────────────────

    /// {@return `eˣ`}
    public Tensor exp() {
        return wrap(() -> handle().exp());
    }

    /// {@return `exp(this) − 1`, exact near 0}
    public Tensor expm1() {
        return wrap(() -> handle().expm1());
    }

    /// {@return the natural logarithm}
    public Tensor log() {
        return wrap(() -> handle().log());
    }

    /// {@return `log(1 + x)`, accurate near 0}
    public Tensor log1p() {
        return wrap(() -> handle().log1p());
    }

    /// {@return the square root}
    public Tensor sqrt() {
        return wrap(() -> handle().sqrt());
    }

    /// {@return the square}
    public Tensor square() {
        return wrap(() -> handle().square());
    }

    /// {@return the absolute value}
    public Tensor abs() {
        return wrap(() -> handle().abs());
    }

    /// {@return the sine}
    public Tensor sin() {
        return wrap(() -> handle().sin());
    }

    /// {@return the cosine}
    public Tensor cos() {
        return wrap(() -> handle().cos());
    }

    /// {@return the hyperbolic tangent}
    public Tensor tanh() {
        return wrap(() -> handle().tanh());
    }

    /// {@return `1 / (1 + e⁻ˣ)`}
    public Tensor sigmoid() {
        return wrap(() -> handle().sigmoid());
    }

    /// {@return `log(1 + eˣ)`}
    public Tensor softplus() {
        return wrap(() -> torch.softplus(handle()));
    }

    /// {@return `max(x, 0)`}
    public Tensor relu() {
        return wrap(() -> handle().relu());
    }

    /// {@return `x` for `x > 0`, else `eˣ − 1`}
    public Tensor elu() {
        return wrap(() -> torch.elu(handle()));
    }

    /// {@return `x·Φ(x)` with the normal distribution function, exactly}
    public Tensor gelu() {
        return wrap(() -> torch.gelu(handle()));
    }

    /// {@return `x / (1 + e⁻ˣ)`}
    public Tensor silu() {
        return wrap(() -> torch.silu(handle()));
    }

    /// {@return the error function}
    public Tensor erf() {
        return wrap(() -> handle().erf());
    }

    /// {@return `sin(πx)/(πx)`}
    public Tensor sinc() {
        return wrap(() -> torch.sinc(handle()));
    }

    /// {@return the largest integer not above}
    public Tensor floor() {
        return wrap(() -> handle().floor());
    }

    /// {@return the elements, none below a bound}
    ///
    /// @param least the bound
    public Tensor clampBelow(double least) {
        return wrap(() -> torch.clamp_min(handle(), new Scalar(least)));
    }

    /// {@return the elements, none above a bound}
    ///
    /// @param most the bound
    public Tensor clampAbove(double most) {
        return wrap(() -> torch.clamp_max(handle(), new Scalar(most)));
    }

    /// {@return a mask of the elements that equal a value}
    ///
    /// @param value the value
    public Tensor equalTo(double value) {
        return wrap(() -> torch.eq(handle(), new Scalar(value)));
    }

    /// {@return a mask of the elements that equal another's}
    ///
    /// @param other broadcast
    public Tensor equalTo(Tensor other) {
        return wrap(() -> torch.eq(handle(), other.handle()));
    }

    /// {@return a mask of the elements below another's}
    ///
    /// @param other broadcast
    public Tensor lessThan(Tensor other) {
        return wrap(() -> torch.less(handle(), other.handle()));
    }

    /// {@return a mask of the elements below a value}
    ///
    /// @param value the value
    public Tensor lessThan(double value) {
        return wrap(() -> torch.less(handle(), new Scalar(value)));
    }

    /// {@return the mask that is true where this one is false}
    public Tensor not() {
        return wrap(() -> torch.logical_not(handle()));
    }

    /// {@return the mask that is true where both are}
    ///
    /// @param other broadcast
    public Tensor and(Tensor other) {
        return wrap(() -> torch.logical_and(handle(), other.handle()));
    }

    /// {@return the larger of two, element by element}
    ///
    /// @param other broadcast
    public Tensor maximum(Tensor other) {
        return wrap(() -> torch.maximum(handle(), other.handle()));
    }

    /// {@return this, with a value where a mask is true}
    ///
    /// @param mask broadcast
    /// @param value the value
    public Tensor maskedFill(Tensor mask, double value) {
        return wrap(() -> handle().masked_fill(mask.handle(), new Scalar(value)));
    }

    // ── along axes ──────────────────────────────────────────────────────────────────────────────

    /// {@return the sum of all elements, a scalar}
    public Tensor sum() {
        return wrap(() -> handle().sum());
    }

    /// {@return the mean of all elements, a scalar}
    public Tensor mean() {
        return wrap(() -> handle().mean());
    }

    /// {@return the sums along an axis, which is kept with extent 1}
    ///
    /// @param axis the axis
    public Tensor sum(int axis) {
        return wrap(() -> handle().sum(new long[] {axis}, true, new ScalarTypeOptional()));
    }

    /// {@return the products along an axis, which is kept with extent 1}
    ///
    /// @param axis the axis
    public Tensor product(int axis) {
        return wrap(() -> torch.prod(handle(), axis, true, new ScalarTypeOptional()));
    }

    /// {@return the means along an axis, which is kept with extent 1}
    ///
    /// @param axis the axis
    public Tensor mean(int axis) {
        return wrap(() -> handle().mean(new long[] {axis}, true, new ScalarTypeOptional()));
    }

    /// {@return the maxima along an axis, which is kept with extent 1}
    ///
    /// @param axis the axis
    public Tensor max(int axis) {
        return wrap(() -> handle().amax(new long[] {axis}, true));
    }

    /// {@return the largest element, a scalar}
    public Tensor max() {
        return wrap(() -> handle().max());
    }

    /// {@return the sums of all elements up to each one along an axis}
    ///
    /// @param axis the axis
    public Tensor cumulativeSum(int axis) {
        return wrap(() -> handle().cumsum(axis));
    }

    /// {@return the same elements from the last to the first along an axis, copied}
    ///
    /// @param axis the axis
    public Tensor reversed(int axis) {
        return wrap(() -> handle().flip(axis));
    }

    /// {@return softmax attention by the engine's own fused operation, `[batch, heads,
    /// queryLength, valueDim]`}
    ///
    /// @param query this times `1/√headDim` meets keys, `[batch, heads, queryLength, headDim]`
    /// @param key `[batch, heads, keyLength, headDim]`
    /// @param value `[batch, heads, keyLength, valueDim]`
    /// @param added to the logits, broadcast; null for nothing
    /// @param causal whether queries see keys up to their own place only; with nothing added
    public static Tensor softmaxAttention(
            Tensor query, Tensor key, Tensor value, @Nullable Tensor added, boolean causal) {
        return wrap(() -> torch.scaled_dot_product_attention(
                query.handle(),
                key.handle(),
                value.handle(),
                added == null ? new TensorOptional() : new TensorOptional(added.handle()),
                0,
                causal,
                new DoubleOptional(),
                false));
    }

    /// {@return the largest element up to each place of an axis}
    ///
    /// @param axis the axis
    public Tensor cumulativeMax(int axis) {
        return wrap(() -> torch.cummax(handle(), axis).get0());
    }

    /// {@return the products `outᵢ = Σⱼ cᵢ₋ⱼ xⱼ` along an axis, for each index of the others}
    /// They are taken by Fourier transforms of twice the length: time `O(length · log length)`,
    /// memory `O(length)`.
    ///
    /// Rounding errors are relative to the largest of the numbers that are added, not to their
    /// sum.
    ///
    /// @param coefficients `c` for the differences `1 − length` to `length − 1` along the axis,
    ///     which makes `2·length − 1` of them; broadcast along the others
    /// @param axis where this tensor has `x`, of at least one element
    /// @throws ShapeMismatchException if there is another number of coefficients
    /// @throws TensorException if the elements are not single- or double-precision numbers
    public Tensor toeplitz(Tensor coefficients, int axis) {
        int length = extent(axis);
        int differences = coefficients.extent(axis);
        if (length < 1 || differences != 2L * length - 1) {
            throw new ShapeMismatchException(
                    "coefficients",
                    "with %d elements along axis %d".formatted(Math.max(0, 2L * length - 1), axis),
                    coefficients.shape());
        }
        // the sums that are wanted have no term that a period of this size would bring round
        long period = 2L * length;
        return wrap(() -> torch.fft_irfft(
                        spectrum(handle(), period, axis).mul(spectrum(coefficients.handle(), period, axis)),
                        new LongOptional(period),
                        axis,
                        new StringViewOptional())
                .narrow(axis, length - 1, length));
    }

    private static org.bytedeco.pytorch.Tensor spectrum(org.bytedeco.pytorch.Tensor values, long period, int axis) {
        return torch.fft_rfft(values, new LongOptional(period), axis, new StringViewOptional());
    }

    /// {@return `eˣ` divided by its sum along an axis}
    ///
    /// @param axis the axis
    public Tensor softmax(int axis) {
        return wrap(() -> torch.softmax(handle(), axis, new ScalarTypeOptional()));
    }

    /// {@return the logarithm of the softmax along an axis}
    ///
    /// @param axis the axis
    public Tensor logSoftmax(int axis) {
        return wrap(() -> torch.log_softmax(handle(), axis, new ScalarTypeOptional()));
    }

    /// {@return the largest elements along the last axis, in falling order}
    ///
    /// @param count how many
    public Tensor topValues(int count) {
        return wrap(() -> torch.topk(handle(), count).get0());
    }

    // ── form ────────────────────────────────────────────────────────────────────────────────────

    /// {@return the same elements in another shape}
    ///
    /// @param extents the shape; one extent may be −1
    public Tensor reshape(int... extents) {
        return wrap(() -> handle().reshape(longs(extents)));
    }

    /// {@return the same elements, axes of extent 1 repeated without copying}
    ///
    /// @param extents the shape; −1 leaves an extent as it is
    public Tensor expand(int... extents) {
        return wrap(() -> handle().expand(longs(extents)));
    }

    /// {@return two axes exchanged}
    ///
    /// @param first an axis
    /// @param second another
    public Tensor transpose(int first, int second) {
        return wrap(() -> handle().transpose(first, second));
    }

    /// {@return the axes in another order}
    ///
    /// @param axes which axis comes first, second, …
    public Tensor permute(int... axes) {
        return wrap(() -> handle().permute(longs(axes)));
    }

    /// {@return a new axis of extent 1}
    ///
    /// @param axis where it will stand
    public Tensor unsqueeze(int axis) {
        return wrap(() -> handle().unsqueeze(axis));
    }

    /// {@return without an axis of extent 1}
    ///
    /// @param axis the axis
    public Tensor squeeze(int axis) {
        return wrap(() -> handle().squeeze(axis));
    }

    /// {@return a range of an axis, shared}
    ///
    /// @param axis the axis
    /// @param start the first index
    /// @param count how many
    public Tensor narrow(int axis, int start, int count) {
        return wrap(() -> handle().narrow(axis, start, count));
    }

    /// {@return neighbouring elements of an axis, shared, as a last axis of `size`; they begin at
    /// every `step`-th}
    ///
    /// @param axis counted from the end if negative
    /// @param size how many elements
    /// @param step from one window to the next
    public Tensor windows(int axis, int size, int step) {
        return wrap(() -> handle().unfold(axis, size, step));
    }

    /// {@return ranges of an axis one after another, shared} Their gradients cost one pass over
    /// this tensor; those of a [#narrow] for each would cost as many passes as ranges.
    ///
    /// @param axis the axis
    /// @param count how many indices each range has; the last may have fewer
    public List<Tensor> split(int axis, int count) {
        try {
            return elements(torch.split(handle(), count, axis));
        } catch (RuntimeException e) {
            throw TensorException.of(e);
        }
    }

    /// {@return one index of an axis, which disappears}
    ///
    /// @param axis the axis
    /// @param index the index
    public Tensor select(int axis, int index) {
        return wrap(() -> handle().select(axis, index));
    }

    /// {@return some indices of an axis, copied}
    ///
    /// @param axis the axis
    /// @param indices `[count]`, integers
    public Tensor indexSelect(int axis, Tensor indices) {
        return wrap(() -> handle().index_select(axis, indices.handle()));
    }

    /// {@return a copy with the rows of another tensor added at some indices of an axis, those of
    /// one index all}
    ///
    /// @param axis the axis
    /// @param indices `[count]`, integers
    /// @param rows of this shape, but `count` along the axis
    public Tensor indexAdd(int axis, Tensor indices, Tensor rows) {
        return wrap(() -> handle().index_add(axis, indices.handle(), rows.handle()));
    }

    /// {@return rows of this table, `[…indices, width]` for this `[rows, width]`}
    ///
    /// @param indices integers of any shape
    public Tensor embed(Tensor indices) {
        return wrap(() -> torch.embedding(handle(), indices.handle()));
    }

    /// {@return the elements in one run of memory; this tensor if they are}
    public Tensor contiguous() {
        return wrap(() -> handle().contiguous());
    }

    /// {@return a copy}
    public Tensor copy() {
        return wrap(() -> handle().clone());
    }

    /// {@return the elements in another type; this tensor if they have it}
    ///
    /// @param type the type
    public Tensor to(ElementType type) {
        return wrap(() -> handle().to(type.scalarType));
    }

    /// {@return zero above a diagonal of the last two axes, this elsewhere}
    ///
    /// @param diagonal 0 for the main one, positive above it
    public Tensor lowerTriangle(int diagonal) {
        return wrap(() -> handle().tril(diagonal));
    }

    /// {@return the tensors one after another along an axis}
    ///
    /// @param axis the axis
    /// @param tensors equal in the other extents
    public static Tensor concatenate(int axis, Tensor... tensors) {
        return wrap(() -> torch.cat(vectorOf(tensors), axis));
    }

    /// {@return the tensors along a new axis}
    ///
    /// @param axis where it will stand
    /// @param tensors equal in shape
    public static Tensor stack(int axis, Tensor... tensors) {
        return wrap(() -> torch.stack(vectorOf(tensors), axis));
    }

    /// {@return one of two, element by element}
    ///
    /// @param mask where to take the first
    /// @param first taken where the mask is true
    /// @param second taken elsewhere
    public static Tensor where(Tensor mask, Tensor first, Tensor second) {
        return wrap(() -> torch.where(mask.handle(), first.handle(), second.handle()));
    }

    // ── compound operations with gradients of their own ─────────────────────────────────────────

    /// {@return the mean negative log-likelihood, a scalar}
    ///
    /// @param targets `[count]`, the right class of each row; −100 leaves a row out
    /// @param labelSmoothing the share of probability spread over all classes
    public Tensor crossEntropy(Tensor targets, double labelSmoothing) {
        return wrap(() -> torch.cross_entropy_loss(
                handle(), targets.handle(), new TensorOptional(), torch.Reduction.Mean.value, -100, labelSmoothing));
    }

    /// {@return each row less its mean, over its standard deviation, times a weight, plus a bias}
    ///
    /// @param weight `[width]`
    /// @param bias `[width]`
    /// @param epsilon added to the variance
    public Tensor layerNorm(Tensor weight, Tensor bias, double epsilon) {
        return wrap(() -> torch.layer_norm(
                handle(),
                new long[] {weight.extent(0)},
                new TensorOptional(weight.handle()),
                new TensorOptional(bias.handle()),
                epsilon,
                false));
    }

    /// {@return each row over its root mean square, times a weight}
    ///
    /// @param weight `[width]`
    /// @param epsilon added to the mean square
    public Tensor rmsNorm(Tensor weight, double epsilon) {
        return wrap(() -> torch.rms_norm(
                handle(),
                new long[] {weight.extent(0)},
                new TensorOptional(weight.handle()),
                new DoubleOptional(epsilon)));
    }

    /// {@return `this · weightᵀ + bias`}
    ///
    /// @param weight `[out, in]` for this `[…, in]`
    /// @param bias `[out]`
    public Tensor linear(Tensor weight, @Nullable Tensor bias) {
        return wrap(() -> torch.linear(
                handle(), weight.handle(), bias == null ? new TensorOptional() : new TensorOptional(bias.handle())));
    }

    /// {@return a convolution of an image, `[batch, out, rows, columns]`}
    ///
    /// @param kernel `[out, channels, height, width]` for this `[batch, channels, …, …]`
    /// @param bias `[out]`
    /// @param step from one window to the next, along both sides
    /// @param margin of zeros around the image
    public Tensor convolution(Tensor kernel, Tensor bias, int step, int margin) {
        return wrap(() -> torch.conv2d(
                handle(),
                kernel.handle(),
                new TensorOptional(bias.handle()),
                new long[] {step, step},
                new long[] {margin, margin},
                new long[] {1, 1},
                1));
    }

    /// {@return the orthogonal factor of the QR decomposition whose triangular factor has a
    /// positive diagonal, so that a normal matrix gives a uniformly distributed one}
    ///
    /// Source: Mezzadri 2007, "How to generate random matrices from the classical compact groups"
    /// (arXiv:math-ph/0609050), section 5.
    public Tensor orthogonalFactor() {
        return wrap(() -> {
            var factors = torch.linalg_qr(handle());
            // not sign(), which is 0 for 0
            var signs = torch.diagonal(factors.get1(), 0, -2, -1)
                    .ge(new Scalar(0))
                    .mul(new Scalar(2))
                    .sub(new Scalar(1))
                    .unsqueeze(-2);
            return factors.get0().mul(signs);
        });
    }

    // ── in place ────────────────────────────────────────────────────────────────────────────────

    private Tensor change(Runnable operation) {
        try {
            operation.run();
            return this;
        } catch (RuntimeException e) {
            throw TensorException.of(e);
        }
    }

    /// Replaces the elements by another's.
    ///
    /// @param source broadcast
    /// @return this tensor
    public Tensor copyInPlace(Tensor source) {
        return change(() -> handle().copy_(source.handle()));
    }

    /// Adds a multiple of another.
    ///
    /// @param other broadcast
    /// @param factor the multiple
    /// @return this tensor
    public Tensor addInPlace(Tensor other, double factor) {
        return change(() -> handle().add_(other.handle(), new Scalar(factor)));
    }

    /// Multiplies every element.
    ///
    /// @param factor the factor
    /// @return this tensor
    public Tensor multiplyInPlace(double factor) {
        return change(() -> handle().mul_(new Scalar(factor)));
    }

    /// Multiplies every element by another's.
    ///
    /// @param other broadcast
    /// @return this tensor
    public Tensor multiplyInPlace(Tensor other) {
        return change(() -> handle().mul_(other.handle()));
    }

    /// Moves towards another: `this + share·(other − this)`.
    ///
    /// @param other where to
    /// @param share how far
    /// @return this tensor
    public Tensor interpolateInPlace(Tensor other, double share) {
        return change(() -> handle().lerp_(other.handle(), new Scalar(share)));
    }

    /// Adds `factor · first · second`.
    ///
    /// @param first broadcast
    /// @param second broadcast
    /// @param factor the multiple
    /// @return this tensor
    public Tensor addProductInPlace(Tensor first, Tensor second, double factor) {
        return change(() -> handle().addcmul_(first.handle(), second.handle(), new Scalar(factor)));
    }

    /// Adds `factor · numerator / denominator`.
    ///
    /// @param numerator broadcast
    /// @param denominator broadcast
    /// @param factor the multiple
    /// @return this tensor
    public Tensor addQuotientInPlace(Tensor numerator, Tensor denominator, double factor) {
        return change(() -> handle().addcdiv_(numerator.handle(), denominator.handle(), new Scalar(factor)));
    }

    @Override
    public String toString() {
        return handle.isNull() ? "Tensor(closed)" : "Tensor(%s %s)".formatted(type(), shape());
    }

    private static TensorVector vectorOf(Tensor... tensors) {
        var vector = new TensorVector();
        for (Tensor tensor : tensors) {
            vector.push_back(tensor.handle());
        }
        return vector;
    }

    private static long[] longs(int[] values) {
        long[] longs = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            longs[i] = values[i];
        }
        return longs;
    }
}
