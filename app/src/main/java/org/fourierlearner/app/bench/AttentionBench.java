package org.fourierlearner.app.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fourierlearner.app.bench.Rounds.Laps;
import org.fourierlearner.tensor.Scope;

/// Measures attention over a range of lengths, all contenders in one run.
public final class AttentionBench {
    private static final int COMPILING_LENGTH = 512;

    /// What takes longer keeps the number of threads that suited it at the length before.
    private static final double TRIAL_SECONDS = 1;

    /// What needs more memory beside the arguments is left out.
    private static final double MOST_BYTES = 0x1p32;

    private final Sizes sizes;
    private final List<Integer> lengths;
    private final Effort effort;
    private final double mostSeconds;
    private final List<Timing> timings = new ArrayList<>();
    private final List<Memory> memories = new ArrayList<>();

    /// What to measure at.
    ///
    /// @param sizes the extents
    /// @param lengths the numbers of tokens, ascending
    /// @param effort how long to measure
    /// @param mostSeconds a contender that would take longer for one pass is left out
    public AttentionBench(Sizes sizes, List<Integer> lengths, Effort effort, double mostSeconds) {
        this.sizes = sizes;
        this.lengths = List.copyOf(lengths);
        this.effort = effort;
        this.mostSeconds = mostSeconds;
    }

    /// {@return what was measured; what would take too long is missing}
    ///
    /// @param machine what it is measured on
    /// @param progress told what is done next
    /// @throws IllegalStateException if contenders that are defined alike differ; nothing is timed then
    public BenchReport run(Machine machine, Progress progress) {
        for (int length : lengths) {
            progress.show("comparing outputs, %,d tokens".formatted(length), "");
            Agreement.require(sizes, length);
        }
        progress.show("compiling the kernels", "");
        compile();
        for (int length : lengths) {
            try (var _ = Scope.withoutGradients()) {
                Arguments arguments = Arguments.random(sizes, length, 1);
                for (Form form : Form.EVERY) {
                    time(form, arguments.causal(form.causal()), progress);
                }
            }
        }
        List<DecodeTime> decoded = new DecodeBench(sizes, effort).run(progress);
        return new BenchReport(machine, sizes, new Results(lengths, timings, memories, decoded));
    }

    /// The kernels are compiled while they run: before anything is timed, they have run in every form.
    private void compile() {
        int length = Math.max(lengths.getFirst(), COMPILING_LENGTH);
        for (Form form : Form.EVERY) {
            try (var _ = Scope.withoutGradients()) {
                Arguments arguments = Arguments.random(sizes, length, 1).causal(form.causal());
                long start = System.nanoTime();
                while ((System.nanoTime() - start) / 1e9 < effort.compilingSeconds()) {
                    try (var _ = Scope.open()) {
                        Contender.FUSED.results(form.pass(), arguments);
                        if (Contender.FUSED_WITHOUT_RPE.has(form)) {
                            Contender.FUSED_WITHOUT_RPE.results(form.pass(), arguments);
                        }
                    }
                }
            }
        }
    }

    private void time(Form form, Arguments arguments, Progress progress) {
        int length = arguments.length();
        List<Laps> laps = new ArrayList<>();
        for (Contender contender : Contender.values()) {
            if (contender.has(form) && contender.bytes(sizes, length) <= MOST_BYTES) {
                lapsOf(contender, form, arguments).ifPresent(laps::add);
            }
        }
        String subject = "%,d tokens, %s".formatted(length, form.label());
        new Rounds(effort).run(laps, contender -> progress.show(subject, contender.label()));
        for (Laps of : laps) {
            timings.add(new Timing(of.contender(), form, length, of.median(), of.runs(), of.productThreads()));
            if (form.pass() == Form.Pass.GRADIENTS) {
                PeakMemory.beyond(() -> of.contender().results(form.pass(), arguments))
                        .ifPresent(peak -> memories.add(new Memory(of.contender(), form, length, peak)));
            }
        }
    }

    /// Nothing for what would take too long, or did at the length before.
    private Optional<Laps> lapsOf(Contender contender, Form form, Arguments arguments) {
        Runnable work = () -> contender.results(form.pass(), arguments);
        List<Integer> threads = contender.productThreads(form.pass());
        int index = lengths.indexOf(arguments.length());
        if (index == 0) {
            return Optional.of(new Laps(contender, work, threads, 0));
        }
        return new Results(lengths, timings, memories, List.of())
                .timing(contender, form, lengths.get(index - 1))
                .map(before -> {
                    double growth = (double) arguments.length() / before.length();
                    double expected = before.seconds() * (contender.isLinear() ? growth : growth * growth);
                    return new Laps(
                            contender,
                            work,
                            expected > TRIAL_SECONDS ? List.of(before.productThreads()) : threads,
                            expected);
                })
                .filter(laps -> laps.expected() <= mostSeconds);
    }
}
