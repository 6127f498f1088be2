package org.fourierlearner.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.fourierlearner.onnx.ClassifierExport;
import org.fourierlearner.task.ImageClassifierFolder;
import org.fourierlearner.task.ImagePredictor;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.train.RunFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes a trained classifier in a format of other programs.
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        versionProvider = Flt.Version.class,
        description = {
            "Writes the best image classifier of a run as an ONNX file.",
            "Its input is pixels, [batch, channels, height, width] from 0 to 1, its output",
            "logits, [batch, classes]; labels.txt of the model has the names of the classes.",
            "Folders of models need no export: their weights are safetensors already."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  flt export runs/fashion", "  flt export runs/fashion --out fashion.onnx"})
final class ExportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "A run folder, or the folder of a model.")
    private Path run;

    @Option(names = "--out", paramLabel = "FILE", description = "The file; by default RUN/model.onnx.")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        Path folder = RunFolder.modelFolder(run, notice -> err.println("note: " + notice));
        if (!ImageClassifierFolder.holds(folder)) {
            throw new IOException(
                    "%s: expected an image classifier, got another model, which stays as it is in model.safetensors"
                            .formatted(folder));
        }
        Path file = out == null ? run.resolve("model.onnx") : out;
        try (ImagePredictor predictor = ImageClassifierFolder.load(folder);
                var _ = Scope.withoutGradients()) {
            ClassifierExport.of(predictor.model()).write(file, Build.current().toString());
        }
        spec.commandLine().getOut().println(file);
        return ExitCode.OK;
    }
}
