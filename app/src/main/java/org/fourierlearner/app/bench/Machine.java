package org.fourierlearner.app.bench;

import org.fourierlearner.kernels.AttentionKernel;
import org.fourierlearner.kernels.PeakRate;
import org.fourierlearner.tensor.Threads;

/// What is measured on.
///
/// @param processor what its maker calls it, or `unknown`
/// @param java the version of the JVM
/// @param engine what computes tensor operations
/// @param kernels what the kernels are made of
/// @param threads how many share one operation
/// @param peakGigaflops what fused multiply-adds in registers reach; 0 without vectors
public record Machine(String processor, String java, String engine, String kernels, int threads, double peakGigaflops) {
    private static final double STEADY = 1.02;
    private static final int MOST_MEASUREMENTS = 10;

    /// Measures the peak, which takes some seconds.
    ///
    /// @param processor what its maker calls it
    /// @return this machine
    public static Machine current(String processor) {
        int threads = Threads.count();
        return new Machine(
                processor,
                "%s, %s".formatted(Runtime.version(), System.getProperty("java.vendor")),
                Threads.engine(),
                AttentionKernel.of(threads).description(),
                threads,
                AttentionKernel.hasVectors() ? peak(threads) / 1e9 : 0);
    }

    /// Until it no longer rises: what measures is compiled while it runs.
    private static double peak(int threads) {
        double before = 0;
        double peak = PeakRate.measure(threads);
        for (int count = 1; count < MOST_MEASUREMENTS && peak > STEADY * before; count++) {
            before = peak;
            peak = Math.max(peak, PeakRate.measure(threads));
        }
        return peak;
    }
}
