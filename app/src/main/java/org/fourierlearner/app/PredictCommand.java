package org.fourierlearner.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.fourierlearner.data.image.ImageReader;
import org.fourierlearner.data.text.TextLines;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.task.ImageClassifierFolder;
import org.fourierlearner.task.ImagePredictor;
import org.fourierlearner.task.LabelPredictor;
import org.fourierlearner.task.MoleculeFolder;
import org.fourierlearner.task.MoleculePredictor;
import org.fourierlearner.task.Prediction;
import org.fourierlearner.task.TextClassifierFolder;
import org.fourierlearner.train.RunFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Tells the labels of texts or images with a trained model.
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        versionProvider = Flt.Version.class,
        description = {
            "Tells the labels of texts or images with the best classifier of a run.",
            "Of texts, FILE has one in each line; images are files: PNG, JPEG, GIF or BMP.",
            "For each text, a line with the likeliest label, a tab and its probability; with",
            "--top-k, further labels and probabilities behind tabs. For each image the same",
            "behind its name and a tab. An image that cannot be read is reported, the others",
            "go on, and the command ends with an error.",
            "Of a model of molecules, FILE is extended XYZ, plain, gzip or xz. Its frames are",
            "written with predicted_KEY, in eV, for each key that was learned, and the column",
            "predicted_forces, in eV/Å; all else stays as it was. If one cannot be predicted,",
            "the command ends with an error and --out is not written."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  flt predict runs/authors texts.txt",
            "  cut -f 2- labelled.tsv | flt predict runs/authors - --top-k 3",
            "  flt predict runs/fashion photos/*.png --top-k 3",
            "  flt predict runs/ethanol frames.xyz.gz --out predicted.xyz"
        })
final class PredictCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUN", description = "A run folder, or the folder of a model.")
    private Path run;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Texts, one a line, plain or gzip, - for standard input; images; or molecules.")
    private List<String> files;

    @Option(
            names = {"--top-k", "--top"},
            paramLabel = "K",
            description = "How many labels to print for each text or image; by default 1.")
    private @Nullable Integer top;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where molecules go, packed if it ends with .gz or .xz; by default standard output.")
    private @Nullable Path target;

    @Override
    public Integer call() throws IOException {
        if (top != null && top < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--top-k: expected a positive number, got %d".formatted(top));
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Path folder = RunFolder.modelFolder(run, notice -> err.println("note: " + notice));
        if (MoleculeFolder.holds(folder)) {
            return molecules(folder);
        }
        requireAbsent("--out", target, "labels are printed");
        if (ImageClassifierFolder.holds(folder)) {
            return images(folder);
        }
        if (!TextClassifierFolder.holds(folder)) {
            throw new IOException("%s: expected a classifier, got a language model, which flt generate writes with"
                    .formatted(folder));
        }
        if (files.size() > 1) {
            throw new ParameterException(
                    spec.commandLine(), "FILE: expected one file of texts, got %d".formatted(files.size()));
        }
        try (LabelPredictor predictor = TextClassifierFolder.load(folder);
                TextLines lines = lines()) {
            for (String text = lines.next(); text != null; text = lines.next()) {
                if (text.isEmpty()) {
                    throw new MalformedDataException(
                            Path.of(name()), lines.number(), "expected a text, got an empty line; take it away");
                }
                out.println(shown(predictor.predict(text)));
                // whoever types the texts waits for each
                out.flush();
            }
        }
        return ExitCode.OK;
    }

    private int molecules(Path folder) throws IOException {
        requireAbsent("--top-k", top, "a model of molecules tells no labels");
        if (files.contains(STANDARD_INPUT)) {
            throw new ParameterException(
                    spec.commandLine(), "FILE: expected files of extended XYZ, got - for standard input");
        }
        try (MoleculePredictor predictor = MoleculeFolder.load(folder);
                var frames = new FramePredictions(
                        predictor, files.stream().map(Path::of).toList())) {
            if (target == null) {
                frames.print(spec.commandLine().getOut());
            } else {
                frames.write(target);
            }
        }
        return ExitCode.OK;
    }

    private void requireAbsent(String option, @Nullable Object value, String reason) {
        if (value != null) {
            throw new ParameterException(
                    spec.commandLine(), "%s: expected nothing, because %s, got %s".formatted(option, reason, value));
        }
    }

    private int images(Path folder) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        int exitCode = ExitCode.OK;
        try (ImagePredictor predictor = ImageClassifierFolder.load(folder)) {
            for (String image : files) {
                try {
                    out.println(image + "\t" + shown(predictor.predict(ImageReader.read(Path.of(image)))));
                    out.flush();
                } catch (IOException e) {
                    err.println("flt: " + Failures.messageOf(e).orElse(e.toString()));
                    exitCode = ExitCode.SOFTWARE;
                }
            }
        }
        return exitCode;
    }

    private TextLines lines() throws IOException {
        String file = files.getFirst();
        return file.equals(STANDARD_INPUT) ? TextLines.of(Path.of(name()), System.in) : TextLines.of(Path.of(file));
    }

    private String name() {
        return files.getFirst().equals(STANDARD_INPUT) ? "standard input" : files.getFirst();
    }

    private String shown(List<Prediction> predictions) {
        return predictions.stream()
                .limit(top == null ? 1 : top)
                .map(prediction -> "%s\t%.4f".formatted(prediction.label(), prediction.probability()))
                .collect(Collectors.joining("\t"));
    }
}
