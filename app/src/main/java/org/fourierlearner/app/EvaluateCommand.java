package org.fourierlearner.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fourierlearner.data.text.CorpusSource;
import org.fourierlearner.data.text.TextCorpora;
import org.fourierlearner.task.Evaluation;
import org.fourierlearner.task.LanguageModelFolder;
import org.fourierlearner.task.TextEvaluation;
import org.fourierlearner.train.LanguageModelRunConfig;
import org.fourierlearner.train.RunConfig;
import org.fourierlearner.train.RunFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// Measures a trained model on held-out data.
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        versionProvider = Flt.Version.class,
        description = "Measures the best model of a run on its validation text, or on another text.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  flt evaluate runs/shakespeare",
            "  flt evaluate runs/shakespeare --context 2048       longer than in training",
            "  flt evaluate runs/shakespeare --text other.txt --json"
        })
final class EvaluateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "A run folder, or the folder of a model.")
    private Path run;

    @Option(names = "--text", paramLabel = "FILE", description = "The text to measure on, plain or gzip.")
    private @Nullable Path text;

    @Option(
            names = "--context",
            paramLabel = "TOKENS",
            description = "The length of the pieces; by default as trained.")
    private int context;

    @Option(names = "--max-tokens", paramLabel = "TOKENS", description = "The most tokens to use; by default all.")
    private long maxTokens;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Path folder = RunFolder.modelFolder(run, notice -> err.println("note: " + notice));
        try (LanguageModelFolder.Loaded loaded = LanguageModelFolder.load(folder);
                TextCorpora corpora = source().open(loaded.tokenizer(), new RunFolder(run).data())) {
            int length = context > 0 ? context : loaded.model().config().contextLength();
            long begin = System.nanoTime();
            Evaluation evaluation = new TextEvaluation(loaded.model(), length, maxTokens).of(corpora.validation());
            double seconds = (System.nanoTime() - begin) * 1e-9;
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("model", folder.toString());
            report.put("context", length);
            report.putAll(evaluation.measures());
            report.put("tokens_per_second", Math.rint(evaluation.measures().getOrDefault("tokens", 0.0) / seconds));
            if (json) {
                out.println(JsonMapper.shared().writeValueAsString(report));
            } else {
                report.forEach((name, value) -> out.printf("%-20s %s%n", name.replace('_', ' '), shown(value)));
            }
        }
        return ExitCode.OK;
    }

    private static String shown(Object value) {
        return value instanceof Double number
                ? number == Math.rint(number) ? "%,.0f".formatted(number) : "%.4f".formatted(number)
                : value.toString();
    }

    private CorpusSource source() throws IOException {
        if (text != null) {
            return new CorpusSource.TextFiles(
                    text.toString(), java.util.Optional.of(text.toString()), java.util.Optional.empty());
        }
        RunConfig config = new RunFolder(run).config(List.of());
        return switch (config) {
            case LanguageModelRunConfig languageModel -> languageModel.data();
        };
    }
}
