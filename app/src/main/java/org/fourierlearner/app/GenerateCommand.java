package org.fourierlearner.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.fourierlearner.task.LanguageModelFolder;
import org.fourierlearner.task.Sampling;
import org.fourierlearner.task.TextGenerator;
import org.fourierlearner.train.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes text with a trained model.
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        versionProvider = Flt.Version.class,
        description = "Continues a prompt with the best model of a run, token by token.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  flt generate runs/shakespeare --prompt 'ROMEO:' --max-tokens 500",
            "  flt generate runs/shakespeare --prompt 'To be' --temperature 0     the likeliest text"
        })
final class GenerateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "A run folder, or the folder of a model.")
    private Path run;

    @Option(names = "--prompt", defaultValue = "", description = "What the text begins with.")
    private String prompt;

    @Option(names = "--max-tokens", defaultValue = "500", description = "The most tokens to add (${DEFAULT-VALUE}).")
    private int maxTokens;

    @Option(
            names = "--temperature",
            defaultValue = "0.8",
            description = "0 for the likeliest token (${DEFAULT-VALUE}).")
    private double temperature;

    @Option(names = "--top-k", defaultValue = "0", description = "Only the K likeliest tokens; 0 for all.")
    private int topK;

    @Option(names = "--top-p", defaultValue = "1", description = "Only the likeliest tokens of this much probability.")
    private double topP;

    @Option(
            names = "--min-p",
            defaultValue = "0",
            description = "Only tokens of at least this share of the likeliest one's probability.")
    private double minP;

    @Option(
            names = "--repetition-penalty",
            defaultValue = "1",
            description = "Makes tokens that came before less likely; 1 for no change.")
    private double repetitionPenalty;

    @Option(names = "--stop", description = "Ends before this text. Can be given several times.")
    private List<String> stop = List.of();

    @Option(names = "--seed", defaultValue = "1", description = "The same seed gives the same text (${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        var request = new TextGenerator.Request(
                prompt, maxTokens, new Sampling(temperature, topK, topP, minP, repetitionPenalty), stop, seed);
        Path folder = RunFolder.modelFolder(run, notice -> err.println("note: " + notice));
        try (LanguageModelFolder.Loaded loaded = LanguageModelFolder.load(folder)) {
            out.print(prompt);
            out.flush();
            new TextGenerator(loaded.model(), loaded.tokenizer()).generate(request, piece -> {
                out.print(piece);
                out.flush();
            });
            out.println();
        }
        return ExitCode.OK;
    }
}
