package org.fourierlearner.tensor;

import java.lang.foreign.Arena;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.jspecify.annotations.Nullable;

/// The lifetime of the tensors that a thread makes: they are freed when it closes.
///
/// ```java
/// try (var scope = Scope.open()) {
///     Tensor loss = model.loss(batch);
///     loss.backward();
/// }
/// ```
///
/// Open one for each training step, request or evaluated batch. Scopes nest; a tensor belongs to the
/// innermost one that is open when it is made, and [Tensor#keep] takes it out. A tensor used after its
/// scope closed throws an `IllegalStateException`. A scope belongs to the thread that opened it.
public final class Scope implements AutoCloseable {
    private static final ThreadLocal<@Nullable Scope> INNERMOST = new ThreadLocal<>();

    static {
        NativeLibraries.load();
    }

    private final @Nullable Scope outer = INNERMOST.get();
    private final Thread owner = Thread.currentThread();
    private final boolean gradientsBefore;
    private final PointerScope pointers = new PointerScope();
    private @Nullable Arena arena;

    private Scope(boolean gradients) {
        gradientsBefore = GradMode.is_enabled();
        GradMode.set_enabled(gradients);
        INNERMOST.set(this);
    }

    /// {@return a new innermost scope of this thread} It records gradients if the one around it does.
    public static Scope open() {
        return new Scope(GradMode.is_enabled());
    }

    /// {@return a new innermost scope in which no operation is recorded for gradients}
    public static Scope withoutGradients() {
        return new Scope(false);
    }

    /// {@return a new innermost scope in which operations are recorded for gradients}
    public static Scope withGradients() {
        return new Scope(true);
    }

    /// {@return whether operations of this thread are recorded for gradients}
    public static boolean recordsGradients() {
        return GradMode.is_enabled();
    }

    static Scope innermost() {
        Scope scope = INNERMOST.get();
        if (scope == null) {
            throw new IllegalStateException(
                    "no scope is open in this thread: expected tensors to be made inside try (var scope = Scope.open()) {…}");
        }
        return scope;
    }

    /// {@return an object of the engine that no scope frees}
    static <P extends Pointer> P outsideOfAll(Supplier<P> maker) {
        try (var scope = Scope.open()) {
            P made = maker.get();
            made.retainReference();
            scope.pointers.detach(made);
            return made;
        }
    }

    PointerScope pointers() {
        return pointers;
    }

    /// Memory views die with the scope too.
    @SuppressWarnings("MustBeClosed") // close() closes it
    Arena arena() {
        if (arena == null) {
            arena = Arena.ofConfined();
        }
        return arena;
    }

    boolean isOwnedByThisThread() {
        return owner == Thread.currentThread();
    }

    /// Moves a tensor of this scope to the one around it, to be returned. One that is kept, or of a scope
    /// around, stays where it is.
    ///
    /// @param tensor the tensor
    /// @return the tensor
    /// @throws IllegalStateException if there is no scope around this one
    public Tensor leave(Tensor tensor) {
        if (outer == null) {
            throw new IllegalStateException(
                    "expected a scope around this one to take the tensor; open one, or keep the tensor by keep()");
        }
        tensor.handle();
        if (holds(tensor.scope())) {
            tensor.moveTo(outer);
        }
        return tensor;
    }

    private boolean holds(@Nullable Scope inner) {
        for (Scope scope = inner; scope != null; scope = scope.outer) {
            if (scope == this) {
                return true;
            }
        }
        return false;
    }

    /// Frees what was made in this scope and not kept.
    ///
    /// @throws IllegalStateException if another scope was opened since and is not closed, or in another
    ///     thread
    @Override
    public void close() {
        if (INNERMOST.get() != this) {
            throw new IllegalStateException(
                    "expected scopes to close in the thread that opened them, innermost first; use try-with-resources");
        }
        INNERMOST.set(outer);
        GradMode.set_enabled(gradientsBefore);
        if (arena != null) {
            arena.close();
        }
        pointers.close();
    }
}
