package org.fourierlearner.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.fourierlearner.app.report.MoleculePage;
import org.fourierlearner.data.molecule.Element;
import org.fourierlearner.data.molecule.Molecule;
import org.fourierlearner.data.molecule.Molecules;
import org.fourierlearner.storage.AtomicFile;
import org.fourierlearner.task.MoleculeFolder;
import org.fourierlearner.task.MoleculePredictor;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.fourierlearner.train.MoleculeRunConfig;

/// Shows what an atom of a molecule attends to.
///
/// @param run what was asked for
/// @param model the folder of its model
/// @param out where to write
record AtomInspection(Path run, Path model, Path out) {

    /// Writes the page and tells its name.
    void write(AtomOptions options, PrintWriter stdout) throws IOException {
        Molecule molecule = molecule(options.example());
        int atom = options.atom(molecule.count());
        double[][][] weights = weights(molecule, atom);
        double[] flat = molecule.positions();
        double[][] places = new double[molecule.count()][];
        Arrays.setAll(places, i -> Arrays.copyOfRange(flat, 3 * i, 3 * i + 3));
        List<String> symbols = IntStream.range(0, molecule.count())
                .mapToObj(i -> Element.symbol(molecule.element(i)))
                .toList();
        var scene = new MoleculePage.Scene(
                symbols, places, weights, atom, options.layer(weights.length), options.head(weights[0].length));
        String title = "%s, frame %d"
                .formatted(
                        molecule.place().file().getFileName(), molecule.place().frame());
        Path page = out.resolve("molecule.html");
        AtomicFile.write(page, new MoleculePage(title, scene).toHtml().getBytes(StandardCharsets.UTF_8));
        stdout.println(page);
    }

    private Molecule molecule(int example) throws IOException {
        if (!(new EvaluatedRun(run).config("its molecules are those of the run") instanceof MoleculeRunConfig config)) {
            throw new IOException("%s: expected the run of a model of molecules, got another".formatted(run));
        }
        Molecules molecules = config.data().open().validation();
        if (example > molecules.count()) {
            throw new IllegalArgumentException(
                    "--example: expected a number from 1 to %d, got %d".formatted(molecules.count(), example));
        }
        return molecules.molecule(example - 1);
    }

    /// `[layers, heads, atoms]`.
    private double[][][] weights(Molecule molecule, int atom) throws IOException {
        try (MoleculePredictor predictor = MoleculeFolder.load(model);
                var _ = Scope.withoutGradients()) {
            List<Tensor> layers = predictor.weights(molecule);
            double[][][] weights = new double[layers.size()][][];
            int count = molecule.count();
            for (int layer = 0; layer < weights.length; layer++) {
                double[] flat = layers.get(layer).select(1, atom).toDoubles();
                weights[layer] = new double[flat.length / count][];
                Arrays.setAll(weights[layer], head -> Arrays.copyOfRange(flat, head * count, (head + 1) * count));
            }
            return weights;
        }
    }
}
