package org.fourierlearner.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.fourierlearner.app.bench.AttentionBench;
import org.fourierlearner.app.bench.AttentionBench.Timing;
import org.fourierlearner.app.report.Axis;
import org.fourierlearner.app.report.Line;
import org.fourierlearner.app.report.LineChart;
import org.fourierlearner.kernels.AttentionKernel;
import org.fourierlearner.kernels.PeakRate;
import org.fourierlearner.tensor.Threads;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// Measures how fast attention is on this machine.
@Command(
        name = "attention",
        mixinStandardHelpOptions = true,
        versionProvider = Flt.Version.class,
        description = "Times the attention kernels against tensor operations and softmax attention, in one run.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  flt bench attention",
            "  flt bench attention --lengths 512,4096 --json times.json --picture times.png"
        })
final class AttentionBenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--lengths",
            paramLabel = "N,…",
            split = ",",
            defaultValue = "128,256,512,1024,2048,4096,16384,65536",
            description = "Numbers of tokens, ascending; below 128 or multiples of it. By default ${DEFAULT-VALUE}.")
    private List<Integer> lengths;

    @Option(names = "--heads", defaultValue = "8", description = "Heads; by default ${DEFAULT-VALUE}.")
    private int heads;

    @Option(names = "--head-dim", defaultValue = "64", description = "Their width; by default ${DEFAULT-VALUE}.")
    private int headDim;

    @Option(names = "--features", defaultValue = "128", description = "Random features; by default ${DEFAULT-VALUE}.")
    private int features;

    @Option(names = "--frequencies", defaultValue = "16", description = "Of the encoding; by default ${DEFAULT-VALUE}.")
    private int frequencies;

    @Option(
            names = "--max-seconds",
            defaultValue = "8",
            description = "Leaves out what would take longer for one pass; by default ${DEFAULT-VALUE}.")
    private double maxSeconds;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the times there too.")
    private @Nullable Path json;

    @Option(names = "--picture", paramLabel = "FILE", description = "Draws the times there, as PNG.")
    private @Nullable Path picture;

    @Override
    public Integer call() throws IOException {
        requireGood();
        PrintWriter out = spec.commandLine().getOut();
        int threads = Threads.count();
        double peak = AttentionKernel.hasVectors() ? PeakRate.measure(threads) / 1e9 : 0;
        out.printf(
                "batch 1, heads %d, width %d, features %d, frequencies %d; %d threads, %s, peak %.0f GFLOP/s%n",
                heads,
                headDim,
                features,
                frequencies,
                threads,
                AttentionKernel.of(threads).description(),
                peak);
        out.printf("%n%-8s %-16s %-24s %12s %10s %8s%n", "length", "", "", "milliseconds", "GFLOP/s", "of peak");
        var bench = new AttentionBench(heads, headDim, features, frequencies, maxSeconds);
        List<Timing> timings = bench.run(lengths, timing -> {
            out.printf(
                    "%-8d %-16s %-24s %12.3f %10s %8s%n",
                    timing.length(),
                    form(timing),
                    timing.contender(),
                    timing.milliseconds(),
                    timing.gigaflops() == 0 ? "" : "%.0f".formatted(timing.gigaflops()),
                    timing.gigaflops() == 0 || peak == 0 ? "" : "%.0f %%".formatted(100 * timing.gigaflops() / peak));
            out.flush();
        });
        ratios(out, timings);
        write(timings, peak);
        return ExitCode.OK;
    }

    private void requireGood() {
        for (int length : lengths) {
            if (length < 1 || (length > 128 && length % 128 != 0)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--lengths: expected numbers below 128 or multiples of it, got %d".formatted(length));
            }
        }
        if (Stream.of(heads, headDim, features, frequencies).anyMatch(number -> number < 1)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "expected at least 1, got --heads %d --head-dim %d --features %d --frequencies %d"
                            .formatted(heads, headDim, features, frequencies));
        }
    }

    private static String form(Timing timing) {
        return (timing.causal() ? "causal" : "to all") + (timing.backward() ? ", +grad" : "");
    }

    /// How many times faster the fused kernels are than each other contender.
    private static void ratios(PrintWriter out, List<Timing> timings) {
        String fused = timings.getFirst().contender();
        Map<String, Double> own = new LinkedHashMap<>();
        timings.stream()
                .filter(t -> t.contender().equals(fused))
                .forEach(t -> own.put(place(form(t), t.length()), t.milliseconds()));
        out.printf("%ntime of others, in times of %s%n", fused);
        List<Integer> lengths =
                timings.stream().map(Timing::length).distinct().sorted().toList();
        out.printf("%-16s %-24s", "", "");
        lengths.forEach(length -> out.printf(" %8d", length));
        out.println();
        List<String> forms =
                timings.stream().map(AttentionBenchCommand::form).distinct().toList();
        List<String> others = timings.stream()
                .map(Timing::contender)
                .distinct()
                .filter(name -> !name.equals(fused))
                .toList();
        for (String form : forms) {
            for (String other : others) {
                out.printf("%-16s %-24s", form, other);
                for (int length : lengths) {
                    double time = own.getOrDefault(place(form, length), Double.NaN);
                    out.printf(
                            " %8s",
                            timings.stream()
                                    .filter(t ->
                                            t.contender().equals(other) && t.length() == length && form(t).equals(form))
                                    .findAny()
                                    .map(t -> "%.2f".formatted(t.milliseconds() / time))
                                    .orElse("–"));
                }
                out.println();
            }
        }
        out.flush();
    }

    private static String place(String form, int length) {
        return form + " " + length;
    }

    private void write(List<Timing> timings, double peak) throws IOException {
        if (json != null) {
            Map<String, Object> content = new LinkedHashMap<>();
            content.put("heads", heads);
            content.put("headDim", headDim);
            content.put("features", features);
            content.put("frequencies", frequencies);
            content.put("threads", Threads.count());
            content.put("peakGigaflops", peak);
            content.put("timings", timings);
            Files.writeString(
                    json, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(content));
        }
        if (picture != null) {
            List<Line> lines = new ArrayList<>();
            for (String name :
                    timings.stream().map(Timing::contender).distinct().toList()) {
                List<Timing> own = timings.stream()
                        .filter(t -> t.contender().equals(name) && t.backward() && !t.causal())
                        .toList();
                lines.add(Line.of(
                        name,
                        own.stream().mapToDouble(Timing::length).toArray(),
                        own.stream().mapToDouble(Timing::milliseconds).toArray(),
                        Line.Mark.JOINED_POINTS));
            }
            var chart = new LineChart(
                    "Forward and backward, bidirectional",
                    new Axis.Logarithmic("tokens"),
                    new Axis.Logarithmic("milliseconds"),
                    lines,
                    true,
                    820,
                    460);
            try (var stream = Files.newOutputStream(picture)) {
                ImageIO.write(chart.draw(), "png", stream);
            }
        }
    }
}
