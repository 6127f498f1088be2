package org.fourierlearner.app.bench;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.OptionalDouble;

/// Prints measurements as tables.
final class BenchTables {
    private final PrintWriter out;
    private final Machine machine;
    private final Sizes sizes;
    private final Results results;

    BenchTables(PrintWriter out, BenchReport report) {
        this.out = out;
        machine = report.machine();
        sizes = report.sizes();
        results = report.results();
    }

    void print() {
        out.printf("%s, Java %s%n", machine.processor(), machine.java());
        out.printf("%s; kernels with %s, %d threads", machine.engine(), machine.kernels(), machine.threads());
        out.println(machine.peakGigaflops() > 0 ? "; peak %.0f GFLOP/s".formatted(machine.peakGigaflops()) : "");
        out.printf(
                "batch 1, heads %d, width %d, features %d, frequencies %d%n",
                sizes.heads(), sizes.headDim(), sizes.features(), sizes.frequencies());
        Form.EVERY.forEach(this::print);
        decoding();
    }

    private void print(Form form) {
        var grid = new Grid(out, results.lengths());
        grid.heading(form.label());
        grid.block("milliseconds", (contender, length) -> milliseconds(contender, form, length));
        grid.block(
                "in times of " + Contender.FUSED.label(), (contender, length) -> timesFused(contender, form, length));
        grid.block(
                "time per token in times of that at the length before",
                (contender, length) -> shown("%.2f", results.growth(contender, form, length)));
        if (form.pass() == Form.Pass.FORWARD) {
            grid.block(
                    "GFLOP/s of the necessary products" + (machine.peakGigaflops() > 0 ? ", share of the peak" : ""),
                    (contender, length) -> rate(contender, form, length));
        }
        grid.block(
                "peak memory beyond inputs, outputs and gradients, MiB",
                (contender, length) -> shown("%,.0f", results.mebibytes(contender, form, length)));
    }

    private Optional<String> milliseconds(Contender contender, Form form, int length) {
        return results.seconds(contender, form, length).stream()
                .mapToObj(seconds -> "%,.3g".formatted(1e3 * seconds))
                .findAny();
    }

    private Optional<String> timesFused(Contender contender, Form form, int length) {
        return contender == Contender.FUSED
                ? Optional.empty()
                : shown("%.2f", results.ratio(contender, Contender.FUSED, form, length));
    }

    private Optional<String> rate(Contender contender, Form form, int length) {
        OptionalDouble seconds = results.seconds(contender, form, length);
        if (!contender.isLinear() || seconds.isEmpty()) {
            return Optional.empty();
        }
        double gigaflops = sizes.operations(length) / seconds.getAsDouble() / 1e9;
        String share =
                machine.peakGigaflops() > 0 ? " %3.0f%%".formatted(100 * gigaflops / machine.peakGigaflops()) : "";
        return Optional.of("%.0f%s".formatted(gigaflops, share));
    }

    private void decoding() {
        out.printf("%ndecoding, token by token%n");
        out.printf("  %-26s %-21s %12s %22s%n", "", "tokens", "µs per token", "heap bytes per token");
        for (DecodeTime time : results.decodeTimes()) {
            out.printf(
                    "  %-26s %-21s %12.1f %22.1f%n",
                    time.contender().label(),
                    "%,d–%,d".formatted(time.first(), time.end()),
                    time.microseconds(),
                    time.heapBytes());
        }
    }

    private static Optional<String> shown(String format, OptionalDouble value) {
        return value.stream().mapToObj(format::formatted).findAny();
    }
}
