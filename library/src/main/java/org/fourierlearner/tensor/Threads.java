package org.fourierlearner.tensor;

import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// How the engine uses the processor, for the whole JVM.
public final class Threads {

    static {
        NativeLibraries.load();
    }

    private Threads() {}

    /// {@return the number of threads that share one operation}
    public static int count() {
        return torch.get_num_threads();
    }

    /// Sets the number of threads that share one operation of this thread, and of threads to come.
    /// Results are equal bit for bit from run to run only for the same number.
    ///
    /// @param count at least 1
    public static void use(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count: expected a positive number, got %d".formatted(count));
        }
        torch.set_num_threads(count);
    }

    /// Shares the processor between several threads, each of which computes by itself: until it is
    /// closed, matrix products have their part of the cores, for the whole JVM. Each thread sets
    /// [#use] to its part.
    ///
    /// @param threads how many
    /// @return to be closed by the same thread, when they are done
    public static Sharing share(int threads) {
        int operations = count();
        int products = openblas_nolapack.blas_get_num_threads();
        openblas_nolapack.blas_set_num_threads(Math.max(1, products / threads));
        return () -> {
            openblas_nolapack.blas_set_num_threads(products);
            // what the sharing threads have set holds for threads to come too
            use(operations);
        };
    }

    /// Closed without an exception.
    @FunctionalInterface
    public interface Sharing extends AutoCloseable {
        @Override
        void close();
    }

    /// Runs matrix products and other robust operations of this thread in bfloat16 until the result is
    /// closed. The rest, and all gradients of weights, stay in single precision.
    ///
    /// @return to be closed by the same thread
    public static Autocast bfloat16() {
        torch.set_autocast_dtype(DeviceType.CPU, ScalarType.BFloat16);
        torch.set_autocast_enabled(DeviceType.CPU, true);
        // a weight is used once in a step; rounded ones that are kept would be those of other steps and threads
        torch.set_autocast_cache_enabled(false);
        return () -> torch.set_autocast_enabled(DeviceType.CPU, false);
    }

    /// Closed without an exception.
    @FunctionalInterface
    public interface Autocast extends AutoCloseable {
        @Override
        void close();
    }

    /// {@return what computes, in one line; loads the engine}
    public static String engine() {
        return "libtorch, %d threads".formatted(count());
    }
}
