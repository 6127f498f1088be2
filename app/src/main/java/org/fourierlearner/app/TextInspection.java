package org.fourierlearner.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fourierlearner.app.report.InspectFiles;
import org.fourierlearner.app.report.InspectReport;
import org.fourierlearner.app.report.LayerHead;
import org.fourierlearner.app.report.PositionUnit;
import org.jspecify.annotations.Nullable;

/// Draws what a model of texts has learned.
///
/// @param run what was asked for
/// @param model the folder of its model
/// @param out where to write
record TextInspection(Path run, Path model, Path out) {

    /// Attention of longer texts is too much to draw.
    private static final int LONGEST_TEXT = 256;

    /// Writes the files and tells their names, and a line for each head.
    ///
    /// @param text whose attention is drawn; null for a few lines, or what the model writes
    /// @param remarks to show with the model
    void write(@Nullable String text, List<String> remarks, PrintWriter stdout) throws IOException {
        try (InspectedModel inspected = InspectedModel.load(model, text)) {
            List<String> notes = new ArrayList<>(remarks);
            int[] tokens = inspected.tokens();
            int most = Math.min(LONGEST_TEXT, inspected.inspection().contextLength());
            if (tokens.length == 0) {
                throw new IllegalArgumentException("--text: expected at least one token, got none");
            }
            int length = Math.min(most, tokens.length);
            if (length < tokens.length) {
                notes.add(
                        "Attention is that of the first %d of %d tokens of the text.".formatted(length, tokens.length));
            }
            List<LayerHead> heads = inspected.inspection().heads(tokens, length);
            heads.stream()
                    .filter(LayerHead::collapsed)
                    .forEach(head -> notes.add("Layer %d, head %d: %.1f of %d frequencies count; the estimate is poor."
                            .formatted(head.layer(), head.head(), head.effectiveSampleSize(), head.frequencies())));
            var report = new InspectReport(
                    run.toAbsolutePath().normalize().getFileName().toString(),
                    facts(inspected),
                    PositionUnit.TOKENS,
                    TrainingLog.of(run),
                    heads,
                    notes);
            InspectFiles.write(report, out).forEach(stdout::println);
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
    }

    private Map<String, String> facts(InspectedModel inspected) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", model.toString());
        facts.put("parameters", "%,d".formatted(inspected.parameters().count()));
        facts.put("layers", Integer.toString(inspected.inspection().attentions().size()));
        facts.put("heads", Integer.toString(inspected.heads()));
        facts.put("context", Integer.toString(inspected.inspection().contextLength()));
        return facts;
    }
}
