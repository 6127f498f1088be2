package org.fourierlearner.app.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;

/// The few numbers that say how things stand; those whose lengths were not measured are missing.
final class Summary {
    private static final int LONG = 2_048;
    private static final int LONGER = 16_384;
    private static final int LONGEST = 65_536;

    private final Machine machine;
    private final Sizes sizes;
    private final Results results;
    private final List<Finding> findings = new ArrayList<>();

    private Summary(BenchReport report) {
        machine = report.machine();
        sizes = report.sizes();
        results = report.results();
    }

    /// A number.
    ///
    /// @param what it is
    /// @param value the number
    /// @param format how it is shown
    record Finding(String what, double value, String format) {
        String shown() {
            return format.formatted(value);
        }
    }

    static List<Finding> of(BenchReport report) {
        var summary = new Summary(report);
        summary.speed();
        summary.softmax();
        summary.length();
        summary.decoding();
        return List.copyOf(summary.findings);
    }

    private void speed() {
        for (Form form : Form.EVERY) {
            add(
                    "composed in times of fused, %s, %,d tokens and more, least".formatted(form.label(), LONG),
                    ofLong(length -> results.ratio(Contender.COMPOSED, Contender.FUSED, form, length))
                            .min(),
                    "%.2f×");
        }
        for (Form form : List.of(Form.FORWARD, Form.CAUSAL_FORWARD)) {
            if (machine.peakGigaflops() > 0) {
                add(
                        "share of the peak, %s, %,d tokens and more, least".formatted(form.label(), LONG),
                        ofLong(length -> percentOfPeak(form, length)).min(),
                        "%.0f %%");
            }
        }
        for (Form form : Form.EVERY) {
            add(
                    "fused with RPE in times of without, %s, %,d tokens and more, greatest"
                            .formatted(form.label(), LONG),
                    ofLong(length -> results.ratio(Contender.FUSED, Contender.FUSED_WITHOUT_RPE, form, length))
                            .max(),
                    "%.2f×");
        }
    }

    private void softmax() {
        for (Form form : Form.EVERY) {
            add("break-even with SDPA, %s".formatted(form.label()), breakEven(form), "%,.0f tokens");
        }
        for (Form form : List.of(Form.GRADIENTS, Form.CAUSAL_GRADIENTS)) {
            add(
                    "SDPA in times of fused, %s, %,d tokens".formatted(form.label(), LONGER),
                    results.ratio(Contender.SOFTMAX, Contender.FUSED, form, LONGER),
                    "%.0f×");
        }
    }

    private void length() {
        for (Form form : Form.EVERY) {
            add(
                    "growth of fused time per token from %,d to %,d, %s".formatted(LONG, LONGEST, form.label()),
                    results.growth(Contender.FUSED, form, LONG, LONGEST),
                    "%.2f×");
        }
        for (Form form : List.of(Form.GRADIENTS, Form.CAUSAL_GRADIENTS)) {
            for (Contender contender : List.of(Contender.FUSED, Contender.COMPOSED)) {
                add(
                        "peak memory of %s beyond inputs, outputs and gradients, %s, %,d tokens"
                                .formatted(contender.label(), form.label(), LONGEST),
                        results.mebibytes(contender, form, LONGEST),
                        "%,.0f MiB");
            }
        }
    }

    private void decoding() {
        List<DecodeTime> fused = results.decodeTimes(Contender.FUSED).toList();
        DecodeTime early = fused.getFirst();
        DecodeTime late = fused.getLast();
        add(
                "time per token of the fused stream, tokens %,d–%,d in times of %,d–%,d"
                        .formatted(late.first(), late.end(), early.first(), early.end()),
                OptionalDouble.of(late.microseconds() / early.microseconds()),
                "%.2f×");
        add("allocated for each of these tokens", OptionalDouble.of(late.heapBytes()), "%.1f bytes");
    }

    private OptionalDouble percentOfPeak(Form form, int length) {
        return results.seconds(Contender.FUSED, form, length).stream()
                .map(seconds -> sizes.operations(length) / seconds / 1e7 / machine.peakGigaflops())
                .findAny();
    }

    private DoubleStream ofLong(IntFunction<OptionalDouble> quantity) {
        return results.lengths().stream()
                .filter(length -> length >= LONG)
                .flatMapToDouble(length -> quantity.apply(length).stream());
    }

    /// The least of the lengths from which on the kernels are never slower.
    private OptionalDouble breakEven(Form form) {
        OptionalDouble least = OptionalDouble.empty();
        for (int length : results.lengths().reversed()) {
            OptionalDouble ratio = results.ratio(Contender.SOFTMAX, Contender.FUSED, form, length);
            if (ratio.isPresent() && ratio.getAsDouble() < 1) {
                return least;
            }
            if (ratio.isPresent()) {
                least = OptionalDouble.of(length);
            }
        }
        return least;
    }

    private void add(String what, OptionalDouble value, String format) {
        value.ifPresent(number -> findings.add(new Finding(what, number, format)));
    }
}
