package org.fourierlearner.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fourierlearner.model.LanguageModelConfig;
import org.fourierlearner.task.GenerationConfig;
import org.fourierlearner.task.LanguageModelFolder;
import org.fourierlearner.task.Sampling;
import org.fourierlearner.task.TextGenerator;
import org.fourierlearner.train.RunFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes text with a trained model.
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        versionProvider = Flt.Version.class,
        description = {
            "Continues a prompt with the best model of a run, token by token.",
            "Defaults are those of the model, in its generation_config.json."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  flt generate runs/shakespeare --prompt 'ROMEO:' --max-tokens 500",
            "  flt generate runs/shakespeare --temperature 0        the likeliest text"
        })
final class GenerateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "A run folder, or the folder of a model.")
    private Path run;

    @Option(
            names = "--prompt",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "What the text begins with; by default a new line.")
    private String prompt;

    @Option(
            names = "--max-tokens",
            paramLabel = "TOKENS",
            description =
                    "The most tokens to add; by default 500, or as many as a model with learned positions allows.")
    private @Nullable Integer maxTokens;

    @Option(names = "--temperature", paramLabel = "T", description = "0 for the likeliest token; by default 0.8.")
    private @Nullable Double temperature;

    @Option(names = "--top-k", paramLabel = "K", description = "Only the K likeliest tokens; 0 for all.")
    private @Nullable Integer topK;

    @Option(names = "--top-p", paramLabel = "P", description = "Only the likeliest tokens of this much probability.")
    private @Nullable Double topP;

    @Option(
            names = "--min-p",
            paramLabel = "P",
            description = "Only tokens of at least this share of the likeliest one's probability.")
    private @Nullable Double minP;

    @Option(
            names = "--repetition-penalty",
            paramLabel = "R",
            description = "Makes tokens that came before less likely; 1 for no change.")
    private @Nullable Double repetitionPenalty;

    @Option(names = "--stop", paramLabel = "TEXT", description = "Ends before this text. Can be given several times.")
    private List<String> stop = List.of();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The same seed gives the same text (${DEFAULT-VALUE}).")
    private long seed;

    /// {@return how to choose tokens, by the options}
    ///
    /// @param other where there is no option
    private Sampling sampling(Sampling other) {
        try {
            return new Sampling(
                    Objects.requireNonNullElse(temperature, other.temperature()),
                    Objects.requireNonNullElse(topK, other.topK()),
                    Objects.requireNonNullElse(topP, other.topP()),
                    Objects.requireNonNullElse(minP, other.minP()),
                    Objects.requireNonNullElse(repetitionPenalty, other.repetitionPenalty()));
        } catch (IllegalArgumentException e) {
            // its message begins with the name of a component, which is the option's in another spelling
            String message = Objects.requireNonNull(e.getMessage());
            int end = message.indexOf(':');
            String option =
                    message.substring(0, end).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            throw new ParameterException(spec.commandLine(), "--" + option + message.substring(end), e);
        }
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        // wrong options are refused before a model is read
        request(GenerationConfig.defaults());
        Path folder = RunFolder.modelFolder(run, notice -> err.println("note: " + notice));
        try (LanguageModelFolder.Loaded loaded = LanguageModelFolder.load(folder)) {
            TextGenerator.Request request = request(loaded.generation());
            // with the first piece, since a prompt that cannot be read shall not be printed
            var shown = new AtomicBoolean();
            new TextGenerator(loaded.model(), loaded.tokenizer()).generate(bounded(request, loaded), piece -> {
                out.print(shown.getAndSet(true) ? piece : prompt + piece);
                out.flush();
            });
            out.println(shown.get() ? "" : prompt);
        }
        return ExitCode.OK;
    }

    private TextGenerator.Request request(GenerationConfig other) {
        int tokens = maxTokens == null ? other.maxNewTokens() : maxTokens;
        return new TextGenerator.Request(prompt, tokens, sampling(other.sampling()), stop, seed);
    }

    /// Without a wish of the user, a text ends where the model's positions do.
    private TextGenerator.Request bounded(TextGenerator.Request request, LanguageModelFolder.Loaded loaded) {
        LanguageModelConfig config = loaded.model().config();
        if (maxTokens != null || !config.endsWithContext()) {
            return request;
        }
        int read = prompt.isEmpty() ? 1 : loaded.tokenizer().encode(prompt).length;
        // the last token is not read again
        int most = Math.max(0, config.contextLength() - read + 1);
        return most >= request.maxTokens()
                ? request
                : new TextGenerator.Request(request.prompt(), most, request.sampling(), request.stop(), request.seed());
    }
}
