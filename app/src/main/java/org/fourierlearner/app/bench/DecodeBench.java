package org.fourierlearner.app.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fourierlearner.tensor.Scope;

/// Times streams token by token at several places of a text.
final class DecodeBench {
    private static final int WINDOW = 10_000;
    private static final int EARLY = 1_000;
    private static final List<Integer> CACHED = List.of(1_000, 16_384, 65_536);
    private static final int CACHED_TOKENS = 50;

    private final Sizes sizes;
    private final Effort effort;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    DecodeBench(Sizes sizes, Effort effort) {
        this.sizes = sizes;
        this.effort = effort;
    }

    /// {@return the times}
    ///
    /// @param progress told what is measured
    List<DecodeTime> run(Progress progress) {
        int end = effort.streamedTokens();
        int window = Math.min(WINDOW, end / 4);
        int early = Math.min(EARLY, end / 10);
        List<DecodeTime> times = new ArrayList<>();
        try (var _ = Scope.withoutGradients()) {
            ProductThreads.use(1);
            compile();
            progress.show("decoding %,d tokens".formatted(end), Contender.FUSED.label());
            try (var decoder = new FusedDecoder(sizes)) {
                take(decoder, 0, early);
                times.add(time(Contender.FUSED, decoder, early, early + window));
                take(decoder, early + window, end - window);
                times.add(time(Contender.FUSED, decoder, end - window, end));
            }
            progress.show("decoding by tensor operations", Contender.COMPOSED.label());
            try (var decoder = new ComposedDecoder(sizes)) {
                take(decoder, 0, early);
                times.add(time(Contender.COMPOSED, decoder, early, early + window));
            }
            progress.show("decoding with a cache of keys", Contender.SOFTMAX.label());
            for (int place : CACHED) {
                if (place <= end) {
                    times.add(withCache(place));
                }
            }
        }
        return times;
    }

    private void compile() {
        try (var decoder = new FusedDecoder(sizes)) {
            long start = System.nanoTime();
            for (int place = 0; (System.nanoTime() - start) / 1e9 < effort.compilingSeconds(); place++) {
                decoder.take(place);
            }
        }
    }

    private DecodeTime withCache(int place) {
        int tokens = Math.min(CACHED_TOKENS, effort.streamedTokens());
        int end = place + tokens;
        try (var _ = Scope.open();
                var decoder = new SoftmaxDecoder(sizes, end)) {
            IntStream.range(0, Math.ceilDiv(tokens, 10)).forEach(_ -> decoder.take(place));
            return time(Contender.SOFTMAX, decoder, place, end);
        }
    }

    private static void take(Decoder decoder, int first, int end) {
        for (int place = first; place < end; place++) {
            decoder.take(place);
        }
    }

    private DecodeTime time(Contender contender, Decoder decoder, int first, int end) {
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        take(decoder, first, end);
        long nanos = System.nanoTime() - start;
        double allocated = threads.getCurrentThreadAllocatedBytes() - bytes;
        int tokens = end - first;
        return new DecodeTime(contender, first, end, nanos / 1e3 / tokens, allocated / tokens);
    }
}
