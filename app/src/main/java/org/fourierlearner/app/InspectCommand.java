package org.fourierlearner.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.fourierlearner.task.ImageClassifierFolder;
import org.fourierlearner.task.MoleculeFolder;
import org.fourierlearner.train.RunFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
            "Writes pictures and, for models of texts, inspect.html, which needs no network.",
            "Of image classifiers, encodings and spectra are maps over the plane, with the",
            "estimate that linear attention has of f(Δ), and attention is that of one patch.",
            "Of models of molecules, the masks g(r), or encodings f(r), of all heads against",
            "distance, as a picture and encodings.csv; with --example also molecule.html, a",
            "molecule in space, colored by what an atom attends to."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  flt inspect runs/shakespeare",
            "  flt inspect runs/shakespeare --text 'To be, or not to be' --out pages",
            "  flt inspect runs/fashion --image photo.png --at 2,5",
            "  flt inspect runs/ethanol --example 1 --atom 3"
        })
final class InspectCommand implements Callable<Integer> {

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

    @Option(
            names = "--image",
            paramLabel = "FILE",
            description = "The image whose attention is drawn; by default the first one for validation.")
    private @Nullable Path image;

    @Option(
            names = "--at",
            paramLabel = "ROW,COLUMN",
            description =
                    "The patch of the image whose attention is drawn, counted from 0; by default the middle" + " one.")
    private @Nullable String at;

    @Mixin
    private AtomOptions atoms = new AtomOptions();

    @Override
    public Integer call() throws IOException {
        PrintWriter stdout = spec.commandLine().getOut();
        List<String> notes = new ArrayList<>();
        Path folder = RunFolder.modelFolder(run, notes::add);
        Path target = out == null ? run.resolve("inspect") : out;
        if (!MoleculeFolder.holds(folder)) {
            atoms.requireAbsent("only models of molecules have atoms");
        }
        if (ImageClassifierFolder.holds(folder)) {
            requireAbsent("--text", text, "an image classifier reads images");
            notes.forEach(note -> spec.commandLine().getErr().println("note: " + note));
            new ImageInspection(run, folder, target).write(image, at, stdout);
        } else if (MoleculeFolder.holds(folder)) {
            requireAbsent("--text", text, "a model of molecules reads no texts");
            requireAbsent("--image", image, "only image classifiers read images");
            requireAbsent("--at", at, "only image classifiers have patches");
            notes.forEach(note -> spec.commandLine().getErr().println("note: " + note));
            if (atoms.example() > 0) {
                new AtomInspection(run, folder, target).write(atoms, stdout);
            }
            new MoleculeInspection(run, folder, target).write(stdout);
        } else {
            requireAbsent("--image", image, "only image classifiers read images");
            requireAbsent("--at", at, "only image classifiers have patches");
            new TextInspection(run, folder, target).write(text, notes, stdout);
        }
        return ExitCode.OK;
    }

    private void requireAbsent(String option, @Nullable Object value, String reason) {
        if (value != null) {
            throw new ParameterException(
                    spec.commandLine(), "%s: expected nothing, because %s, got %s".formatted(option, reason, value));
        }
    }
}
