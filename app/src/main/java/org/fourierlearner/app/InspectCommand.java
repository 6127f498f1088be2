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
import org.fourierlearner.app.report.InspectFiles;
import org.fourierlearner.app.report.InspectReport;
import org.fourierlearner.app.report.LayerHead;
import org.fourierlearner.app.report.PositionUnit;
import org.fourierlearner.train.RunFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Draws what a model has learned.
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        versionProvider = Flt.Version.class,
        description = {
            "Draws what the best model of a run has learned.",
            "Of each head: the encoding f(Δ), its spectrum with the drawn frequencies, and",
            "rows of attention beside the exact ones, with the error. Of the run: the",
            "training curves.",
            "Writes pictures and inspect.html, which needs no network."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  flt inspect runs/shakespeare",
            "  flt inspect runs/shakespeare --text 'To be, or not to be' --out pages"
        })
final class InspectCommand implements Callable<Integer> {

    /// Attention of longer texts is too much to draw.
    private static final int LONGEST_TEXT = 256;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "A run folder, or the folder of a model.")
    private Path run;

    @Option(names = "--out", paramLabel = "DIR", description = "Where to write; by default RUN/inspect.")
    private @Nullable Path out;

    @Option(
            names = "--text",
            paramLabel = "TEXT",
            description = "The text whose attention is drawn; by default a few lines, or what the model writes.")
    private @Nullable String text;

    @Override
    public Integer call() throws IOException {
        PrintWriter stdout = spec.commandLine().getOut();
        List<String> notes = new ArrayList<>();
        Path folder = RunFolder.modelFolder(run, notes::add);
        try (InspectedModel model = InspectedModel.load(folder, text)) {
            int[] tokens = model.tokens();
            int most = Math.min(LONGEST_TEXT, model.inspection().contextLength());
            if (tokens.length == 0) {
                throw new IllegalArgumentException("--text: expected at least one token, got none");
            }
            int length = Math.min(most, tokens.length);
            if (length < tokens.length) {
                notes.add(
                        "Attention is that of the first %d of %d tokens of the text.".formatted(length, tokens.length));
            }
            List<LayerHead> heads = model.inspection().heads(tokens, length);
            heads.stream()
                    .filter(LayerHead::collapsed)
                    .forEach(head -> notes.add("Layer %d, head %d: %.1f of %d frequencies count; the estimate is poor."
                            .formatted(head.layer(), head.head(), head.effectiveSampleSize(), head.frequencies())));
            Map<String, String> facts = new LinkedHashMap<>();
            facts.put("model", folder.toString());
            facts.put("parameters", "%,d".formatted(model.parameters().count()));
            facts.put("layers", Integer.toString(model.inspection().attentions().size()));
            facts.put("heads", Integer.toString(model.heads()));
            facts.put("context", Integer.toString(model.inspection().contextLength()));
            Path metrics = run.resolve("metrics.csv");
            var report = new InspectReport(
                    run.toAbsolutePath().normalize().getFileName().toString(),
                    facts,
                    PositionUnit.TOKENS,
                    Files.exists(metrics) ? TrainingLog.read(metrics) : List.of(),
                    heads,
                    notes);
            InspectFiles.write(report, out == null ? run.resolve("inspect") : out)
                    .forEach(stdout::println);
            heads.forEach(head -> stdout.printf(
                    "layer %d head %d: decay %.4f, self %.2f, %.1f of %d frequencies count, total variation %.3f%n",
                    head.layer(),
                    head.head(),
                    head.decay(),
                    head.selfLogit(),
                    head.effectiveSampleSize(),
                    head.frequencies(),
                    head.attention().totalVariation()));
        }
        return ExitCode.OK;
    }
}
