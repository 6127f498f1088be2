package org.fourierlearner.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fourierlearner.data.image.ImageSplit;
import org.fourierlearner.data.molecule.MoleculeSplit;
import org.fourierlearner.data.molecule.Molecules;
import org.fourierlearner.data.text.CorpusSource;
import org.fourierlearner.data.text.LabelledTexts;
import org.fourierlearner.data.text.TextCorpora;
import org.fourierlearner.task.Evaluation;
import org.fourierlearner.task.ImageClassifierFolder;
import org.fourierlearner.task.ImagePredictor;
import org.fourierlearner.task.LabelPredictor;
import org.fourierlearner.task.LanguageModelFolder;
import org.fourierlearner.task.MoleculeFolder;
import org.fourierlearner.task.MoleculePredictor;
import org.fourierlearner.task.TextClassifierFolder;
import org.fourierlearner.task.TextEvaluation;
import org.fourierlearner.train.ImageClassificationRunConfig;
import org.fourierlearner.train.LanguageModelRunConfig;
import org.fourierlearner.train.LearnedOptimizerRunConfig;
import org.fourierlearner.train.MoleculeRunConfig;
import org.fourierlearner.train.RunFolder;
import org.fourierlearner.train.TextClassificationRunConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// Measures a trained model on held-out data.
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        versionProvider = Flt.Version.class,
        description = {
            "Measures the best model of a run on its validation text, or on another text.",
            "Of a classifier: accuracy, precision and recall of each label, and a picture",
            "of which labels it takes for which; of images also the most confident mistakes",
            "and all predictions.",
            "Of a model of molecules: errors of energies in meV and of forces in meV/Å, also",
            "by size and element, all predictions, and pictures of them against what is known."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  flt evaluate runs/shakespeare",
            "  flt evaluate runs/shakespeare --context 2048       longer than in training",
            "  flt evaluate runs/shakespeare --text other.txt --json",
            "  flt evaluate runs/authors --text test.tsv.gz       labelled texts",
            "  flt evaluate runs/fashion --split test --size 56   images of twice the size",
            "  flt evaluate runs/ethanol --split validation       molecules"
        })
final class EvaluateCommand implements Callable<Integer> {
    private static final String NAME_A_TEXT = "name a text with --text";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "A run folder, or the folder of a model.")
    private Path run;

    @Option(
            names = "--text",
            paramLabel = "FILE",
            description = "The text to measure on, plain or gzip; for a text classifier, lines of a label, a tab and a"
                    + " text.")
    private @Nullable Path text;

    @Option(
            names = "--context",
            paramLabel = "TOKENS",
            description = "The length of the pieces, each predicted from its own beginning; by default as trained.")
    private @Nullable Integer context;

    @Option(
            names = "--max-tokens",
            paramLabel = "TOKENS",
            description = "The most tokens to use, of molecules atoms; by default all.")
    private @Nullable Long maxTokens;

    @Option(
            names = "--confusion",
            paramLabel = "FILE",
            description = "Where the picture of a text classifier goes, as PNG; by default RUN/confusion.png.")
    private @Nullable Path confusion;

    @Mixin
    private SplitOptions split = new SplitOptions();

    @Mixin
    private ImageOptions images = new ImageOptions();

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        requirePositive("--context", context);
        requirePositive("--max-tokens", maxTokens);
        PrintWriter err = spec.commandLine().getErr();
        Path folder = RunFolder.modelFolder(run, notice -> err.println("note: " + notice));
        if (ImageClassifierFolder.holds(folder)) {
            requireAbsent("--context", context, "an image classifier reads whole images");
            requireAbsent("--text", text, "an image classifier reads images");
            requireAbsent("--confusion", confusion, "pictures of an image classifier go to --out");
            tellImages(folder);
            return ExitCode.OK;
        }
        images.requireAbsent();
        if (MoleculeFolder.holds(folder)) {
            requireAbsent("--text", text, "a model of molecules reads those of its run");
            requireAbsent("--context", context, "a model of molecules reads whole molecules");
            requireAbsent("--confusion", confusion, "pictures of a model of molecules go to --out");
            tellMolecules(folder);
            return ExitCode.OK;
        }
        split.requireAbsent();
        if (TextClassifierFolder.holds(folder)) {
            requireAbsent("--context", context, "a text classifier reads as many tokens as in training");
            tellLabels(folder);
        } else {
            requireAbsent("--confusion", confusion, "only text classifiers have such a picture");
            predictTokens(folder);
        }
        return ExitCode.OK;
    }

    private EvaluatedRun run() {
        return new EvaluatedRun(run);
    }

    private void predictTokens(Path folder) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (LanguageModelFolder.Loaded loaded = LanguageModelFolder.load(folder);
                EvaluatedRun.Cache cache = run().cache();
                TextCorpora corpora = source().open(loaded.tokenizer(), cache.folder())) {
            int trained = loaded.model().config().contextLength();
            int length = context == null ? trained : context;
            if (length > trained && loaded.model().config().endsWithContext()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--context: expected at most %d, where the model's positions end, got %d"
                                .formatted(trained, length));
            }
            long begin = System.nanoTime();
            Evaluation evaluation = new TextEvaluation(loaded.model(), length, maxTokens == null ? 0 : maxTokens)
                    .of(corpora.validation());
            double seconds = (System.nanoTime() - begin) * 1e-9;
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("model", folder.toString());
            report.put("context", length);
            report.putAll(evaluation.measures());
            long tokens = evaluation.measures().getOrDefault("tokens", 0.0).longValue();
            report.put("tokens", tokens);
            report.put("tokens_per_second", Math.round(tokens / seconds));
            if (json) {
                out.println(JsonMapper.shared().writeValueAsString(report));
            } else {
                report.forEach((name, value) -> out.printf("%-20s %s%n", name.replace('_', ' '), shown(value)));
            }
        }
    }

    private void tellLabels(Path folder) throws IOException {
        try (LabelPredictor predictor = TextClassifierFolder.load(folder)) {
            LabelledTexts texts = labelledTexts();
            texts.requireLabels(predictor.labels());
            var report = new ConfusionReport("texts", predictor.evaluate(texts, maxTokens == null ? 0 : maxTokens));
            Path picture = confusion == null ? run().home().resolve("confusion.png") : confusion;
            print(report, folder, Map.of("picture", picture));
            report.draw(picture);
        }
    }

    private void tellImages(Path folder) throws IOException {
        if (!(run().config("its images are those of the run") instanceof ImageClassificationRunConfig config)) {
            throw new IOException("%s: expected the run of an image classifier, got another".formatted(run));
        }
        try (ImagePredictor predictor = ImageClassifierFolder.load(folder)) {
            ImageSplit data = config.data().open();
            long most = maxTokens == null
                    ? 0
                    : Math.ceilDiv(maxTokens, predictor.model().tokens());
            ImageMeasurement measurement = images.measure(run, predictor, data, split, most);
            Map<String, Object> more = new LinkedHashMap<>(measurement.further());
            more.put("split", split.name(data.test()));
            more.putAll(measurement.write(split.folder(run())));
            print(measurement.confusion(), folder, more);
        }
    }

    private void tellMolecules(Path folder) throws IOException {
        if (!(run().config("its molecules are those of the run") instanceof MoleculeRunConfig config)) {
            throw new IOException("%s: expected the run of a model of molecules, got another".formatted(run));
        }
        try (MoleculePredictor predictor = MoleculeFolder.load(folder)) {
            MoleculeSplit data = config.data().open();
            Molecules molecules = split.of("molecules", data.validation(), data.test());
            var measurement = MoleculeMeasurement.of(predictor, molecules, maxTokens == null ? 0 : maxTokens);
            Map<String, Object> more = new LinkedHashMap<>();
            more.put("split", split.name(data.test()));
            more.putAll(measurement.write(split.folder(run())));
            var report = new MoleculeReport(folder, measurement.molecules().size(), measurement.evaluation(), more);
            print(
                    json
                            ? JsonMapper.shared().writeValueAsString(report.json()) + System.lineSeparator()
                            : report.text());
        }
    }

    private void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
    }

    private void print(ConfusionReport report, Path folder, Map<String, ?> more) {
        print(
                json
                        ? JsonMapper.shared().writeValueAsString(report.json(folder, more)) + System.lineSeparator()
                        : report.text(folder, more));
    }

    private LabelledTexts labelledTexts() throws IOException {
        if (text != null) {
            return LabelledTexts.read(text);
        }
        return switch (run().config(NAME_A_TEXT)) {
            case TextClassificationRunConfig classification ->
                classification.data().read().validation();
            case LanguageModelRunConfig _,
                    ImageClassificationRunConfig _,
                    MoleculeRunConfig _,
                    LearnedOptimizerRunConfig _ -> throw otherRun("text classifier");
        };
    }

    private IOException otherRun(String kind) {
        return new IOException("%s: expected the run of a %s, got another; %s".formatted(run, kind, NAME_A_TEXT));
    }

    private void requireAbsent(String option, @Nullable Object value, String reason) {
        if (value != null) {
            throw new ParameterException(
                    spec.commandLine(), "%s: expected nothing, because %s, got %s".formatted(option, reason, value));
        }
    }

    private void requirePositive(String option, @Nullable Number value) {
        if (value != null && value.longValue() < 1) {
            throw new ParameterException(
                    spec.commandLine(), "%s: expected a positive number, got %s".formatted(option, value));
        }
    }

    private static String shown(Object value) {
        return value instanceof Number number && !(value instanceof Integer)
                ? Measure.shown(number.doubleValue())
                : value.toString();
    }

    private CorpusSource source() throws IOException {
        if (text != null) {
            return new CorpusSource.TextFiles(text.toString(), Optional.of(text.toString()), Optional.empty());
        }
        return switch (run().config(NAME_A_TEXT)) {
            case LanguageModelRunConfig languageModel -> languageModel.data();
            case TextClassificationRunConfig _,
                    ImageClassificationRunConfig _,
                    MoleculeRunConfig _,
                    LearnedOptimizerRunConfig _ -> throw otherRun("language model");
        };
    }
}
