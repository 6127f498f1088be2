package org.fourierlearner.app.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Times attention over a range of lengths, all contenders in one run.
public final class AttentionBench {
    private static final double WARM_UP_SECONDS = 0.7;
    private static final double SECONDS = 0.7;
    private static final double COMPILING_SECONDS = 3;
    private static final int COMPILING_LENGTH = 512;
    private static final int LEAST_RUNS = 5;
    private static final int MOST_RUNS = 200;

    /// Outputs of the same definition agree to this, relative to values of order 1.
    private static final double AGREEMENT = 1e-3;

    /// Two gigabytes of floats.
    private static final double MOST_PAIRS = 0x1p29;

    private final int heads;
    private final int headDim;
    private final int features;
    private final int frequencies;
    private final double mostSeconds;

    /// What to measure at.
    ///
    /// @param heads the number of heads
    /// @param headDim the width of queries, keys and values
    /// @param features the number of random features
    /// @param frequencies the number of frequencies of the encoding
    /// @param mostSeconds a contender that would take longer for one pass is left out
    public AttentionBench(int heads, int headDim, int features, int frequencies, double mostSeconds) {
        this.heads = heads;
        this.headDim = headDim;
        this.features = features;
        this.frequencies = frequencies;
        this.mostSeconds = mostSeconds;
    }

    /// A time.
    ///
    /// @param contender what was measured
    /// @param causal in causal form
    /// @param backward with the gradients
    /// @param length the number of tokens
    /// @param milliseconds the median
    /// @param gigaflops the necessary operations of a forward pass by the time; 0 with gradients
    public record Timing(
            String contender, boolean causal, boolean backward, int length, double milliseconds, double gigaflops) {}

    /// {@return the times; those of contenders that would take too long are missing}
    ///
    /// @param lengths the numbers of tokens, ascending
    /// @param listener told of each time as it is measured
    public List<Timing> run(List<Integer> lengths, Consumer<Timing> listener) {
        List<Timing> timings = new ArrayList<>();
        compile(lengths.getFirst());
        for (boolean causal : new boolean[] {false, true}) {
            Map<Contender, Timing> last = new EnumMap<>(Contender.class);
            for (int length : lengths) {
                for (Contender contender : Contender.values()) {
                    if (wouldTakeTooLong(contender, last.get(contender), length)) {
                        continue;
                    }
                    for (Timing timing : measure(contender, length, causal)) {
                        timings.add(timing);
                        listener.accept(timing);
                        last.put(contender, timing);
                    }
                }
            }
        }
        return timings;
    }

    /// The kernels are compiled while they run: before anything is timed, they have run in every form.
    private void compile(int length) {
        var sizes = new Arguments.Sizes(heads, Math.max(length, COMPILING_LENGTH), headDim, features, frequencies);
        for (boolean causal : new boolean[] {false, true}) {
            try (var _ = Scope.withGradients()) {
                Arguments arguments = Arguments.random(sizes, causal);
                long start = System.nanoTime();
                while (secondsSince(start) < COMPILING_SECONDS) {
                    differentiate(Contender.FUSED, arguments);
                    differentiate(Contender.FUSED_WITHOUT_RPE, arguments);
                }
            }
        }
    }

    private static void differentiate(Contender contender, Arguments arguments) {
        try (var _ = Scope.open()) {
            contender
                    .attend(arguments)
                    .multiply(arguments.outputGradient())
                    .sum()
                    .backward();
        }
        arguments.differentiable().forEach(Tensor::clearGradient);
    }

    /// Extrapolated from the last length. A mask for all pairs must also fit into memory.
    private boolean wouldTakeTooLong(Contender contender, @Nullable Timing last, int length) {
        if (contender == Contender.SOFTMAX_WITH_RPE && (double) heads * length * length > MOST_PAIRS) {
            return true;
        }
        if (last == null) {
            return false;
        }
        double growth = (double) length / last.length();
        double seconds = last.milliseconds() / 1e3 * (contender.isQuadratic() ? growth * growth : growth);
        return seconds > mostSeconds;
    }

    private List<Timing> measure(Contender contender, int length, boolean causal) {
        var sizes = new Arguments.Sizes(heads, length, headDim, features, frequencies);
        try (var _ = Scope.withGradients()) {
            Arguments arguments = Arguments.random(sizes, causal);
            if (contender.estimatesSame() && contender != Contender.FUSED) {
                requireAgreement(contender, arguments);
            }
            double forward = median(() -> {
                try (var _ = Scope.withoutGradients()) {
                    contender.attend(arguments);
                }
            });
            double both = median(() -> differentiate(contender, arguments));
            return List.of(
                    new Timing(
                            contender.label(),
                            causal,
                            false,
                            length,
                            forward * 1e3,
                            contender.isQuadratic() ? 0 : sizes.operations() / forward / 1e9),
                    new Timing(contender.label(), causal, true, length, both * 1e3, 0));
        }
    }

    private static void requireAgreement(Contender contender, Arguments arguments) {
        try (var _ = Scope.withoutGradients()) {
            Tensor difference = contender
                    .attend(arguments)
                    .subtract(Contender.FUSED.attend(arguments))
                    .abs();
            double greatest = Arrays.stream(difference.toDoubles()).max().orElse(0);
            if (!(greatest < AGREEMENT)) {
                throw new IllegalStateException("%s differs from %s by %s at length %d"
                        .formatted(
                                contender.label(),
                                Contender.FUSED.label(),
                                greatest,
                                arguments.sizes().length()));
            }
        }
    }

    private static double median(Runnable work) {
        long start = System.nanoTime();
        int runs = 0;
        do {
            work.run();
            runs++;
        } while (secondsSince(start) < WARM_UP_SECONDS && runs < MOST_RUNS);
        double[] seconds = new double[MOST_RUNS];
        int count = 0;
        long begin = System.nanoTime();
        while (count < MOST_RUNS && (count < LEAST_RUNS || secondsSince(begin) < SECONDS)) {
            long from = System.nanoTime();
            work.run();
            seconds[count++] = secondsSince(from);
        }
        double[] sorted = Arrays.copyOf(seconds, count);
        Arrays.sort(sorted);
        return sorted[count / 2];
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
