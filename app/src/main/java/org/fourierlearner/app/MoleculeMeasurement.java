package org.fourierlearner.app;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.fourierlearner.app.report.ParityChart;
import org.fourierlearner.data.molecule.Molecule;
import org.fourierlearner.data.molecule.MoleculeKeys;
import org.fourierlearner.data.molecule.Molecules;
import org.fourierlearner.storage.AtomicFile;
import org.fourierlearner.task.Evaluation;
import org.fourierlearner.task.MoleculeErrors;
import org.fourierlearner.task.MoleculePrediction;
import org.fourierlearner.task.MoleculePredictor;

/// What a model says of molecules whose targets are known.
///
/// @param predictor left open
/// @param molecules with targets
/// @param predictions one for each
record MoleculeMeasurement(
        MoleculePredictor predictor, List<Molecule> molecules, List<MoleculePrediction> predictions) {
    private static final double MILLI = 1000;

    /// {@return the measurement of some molecules}
    ///
    /// @param mostAtoms about how many atoms they have together, at most; 0 for all molecules
    static MoleculeMeasurement of(MoleculePredictor predictor, Molecules all, long mostAtoms) {
        List<Molecule> some = all.some(mostAtoms);
        boolean forces = predictor.keys().forces().isPresent()
                && some.stream().anyMatch(molecule -> molecule.forces().isPresent());
        return new MoleculeMeasurement(predictor, some, predictor.predict(some, forces));
    }

    private MoleculeKeys keys() {
        return predictor.keys();
    }

    Evaluation evaluation() {
        return MoleculeErrors.of(keys(), molecules, predictions);
    }

    /// Writes pictures and a table into a folder.
    ///
    /// @return the files, by what they show
    Map<String, Path> write(Path folder) throws IOException {
        Map<String, Path> files = new LinkedHashMap<>();
        for (int t = 0; t < keys().targets().size(); t++) {
            String key = keys().targets().get(t).key();
            draw(targets(t), "parity_" + key.replaceAll("[^\\w.-]", "_"), folder, files);
        }
        ParityChart forces = forces();
        if (forces.known().length > 0) {
            draw(forces, "parity_forces", folder, files);
        }
        Path table = folder.resolve("predictions.csv");
        AtomicFile.write(table, csv().getBytes(StandardCharsets.UTF_8));
        files.put("predictions", table);
        return files;
    }

    private static void draw(ParityChart chart, String name, Path folder, Map<String, Path> files) throws IOException {
        Path file = folder.resolve(name + ".png");
        BufferedImage picture = chart.draw();
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        AtomicFile.write(file, bytes.toByteArray());
        files.put(name, file);
    }

    /// What compositions alone tell is taken off, or differences between compositions would hide all others.
    private ParityChart targets(int target) {
        double[] references = molecules.stream()
                .mapToDouble(molecule -> predictor.ofElements(molecule, target))
                .toArray();
        double[] known = new double[references.length];
        double[] told = new double[references.length];
        for (int i = 0; i < known.length; i++) {
            known[i] = molecules.get(i).target(target) - references[i];
            told[i] = predictions.get(i).targets()[target] - references[i];
        }
        String key = keys().targets().get(target).key();
        return new ParityChart(
                "%s: MAE %.1f meV over %,d molecules".formatted(key, error(known, told), known.length),
                "%s, less what the composition tells (eV)".formatted(key),
                known,
                told);
    }

    /// Of molecules of which forces are both known and told.
    private ParityChart forces() {
        int[] both = IntStream.range(0, molecules.size())
                .filter(i -> molecules.get(i).forces().isPresent()
                        && predictions.get(i).forces() != null)
                .toArray();
        double[] known =
                flat(Arrays.stream(both).mapToObj(i -> molecules.get(i).forces().orElseThrow()));
        double[] told = flat(Arrays.stream(both)
                .mapToObj(i -> Objects.requireNonNull(predictions.get(i).forces())));
        return new ParityChart(
                "forces: MAE %.1f meV/Å over %,d components".formatted(error(known, told), known.length),
                "component of a force (eV/Å)",
                known,
                told);
    }

    private static double[] flat(Stream<double[]> parts) {
        return parts.flatMapToDouble(Arrays::stream).toArray();
    }

    private static double error(double[] known, double[] told) {
        return MILLI
                * IntStream.range(0, known.length)
                        .mapToDouble(i -> Math.abs(told[i] - known[i]))
                        .average()
                        .orElse(Double.NaN);
    }

    private String csv() {
        var csv = new StringBuilder("file,frame,atoms");
        keys().targets()
                .forEach(target -> csv.append(',')
                        .append(quoted(target.key()))
                        .append(',')
                        .append(quoted(FramePredictions.named(target.key()))));
        csv.append('\n');
        for (int i = 0; i < molecules.size(); i++) {
            Molecule molecule = molecules.get(i);
            csv.append(quoted(molecule.place().file().toString()))
                    .append(String.format(
                            Locale.ROOT, ",%d,%d", molecule.place().frame(), molecule.count()));
            for (int t = 0; t < keys().targets().size(); t++) {
                csv.append(String.format(
                        Locale.ROOT,
                        ",%.6f,%.6f",
                        molecule.target(t),
                        predictions.get(i).targets()[t]));
            }
            csv.append('\n');
        }
        return csv.toString();
    }

    private static String quoted(String field) {
        return field.matches("[^,\"\\s]+") ? field : '"' + field.replace("\"", "\"\"") + '"';
    }
}
