package org.fourierlearner.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fourierlearner.data.molecule.Element;
import org.fourierlearner.data.molecule.Molecule;
import org.fourierlearner.data.molecule.MoleculeKeys;

/// How far predictions are from what is known, in meV and meV/Å.
public final class MoleculeErrors {

    /// An energy counts as right within this, in eV: energy within threshold of the Open Catalyst
    /// Project.
    ///
    /// Source: Chanussot et al. 2021, "Open Catalyst 2020 (OC20) Dataset and Community
    /// Challenges" (arXiv:2010.09990).
    private static final double THRESHOLD = 0.02;

    private static final double MILLI = 1000;

    private final MoleculeKeys keys;
    private final Map<String, Double> measures = new LinkedHashMap<>();
    private final Map<String, Double> details = new LinkedHashMap<>();
    private double score;

    private MoleculeErrors(MoleculeKeys keys) {
        this.keys = keys;
    }

    /// {@return the errors}
    ///
    /// The score is the mean absolute error of the first target, and that of the forces if they
    /// are declared: meV and meV/Å added up.
    ///
    /// @param keys names of the targets
    /// @param molecules with targets
    /// @param predictions one for each
    public static Evaluation of(MoleculeKeys keys, List<Molecule> molecules, List<MoleculePrediction> predictions) {
        var errors = new MoleculeErrors(keys);
        for (int t = 0; t < keys.targets().size(); t++) {
            errors.addTarget(t, molecules, predictions);
        }
        if (keys.forces().isPresent()) {
            errors.addForces(molecules, predictions);
        }
        return new Evaluation(errors.score, errors.measures, errors.details);
    }

    /// {@return the names of the measures}
    ///
    /// @param keys names of the targets
    static List<String> names(MoleculeKeys keys) {
        var errors = new MoleculeErrors(keys);
        for (int t = 0; t < keys.targets().size(); t++) {
            errors.target(t, new Sum(), new Sum(), 0);
        }
        if (keys.forces().isPresent()) {
            errors.force(new Sum());
        }
        return List.copyOf(errors.measures.keySet());
    }

    private static final class Sum {
        private double absolute;
        private double squares;
        private long count;

        void add(double error) {
            absolute += Math.abs(error);
            squares += error * error;
            count++;
        }

        double mae() {
            return MILLI * absolute / count;
        }

        double rmse() {
            return MILLI * Math.sqrt(squares / count);
        }
    }

    private void addTarget(int target, List<Molecule> molecules, List<MoleculePrediction> predictions) {
        var whole = new Sum();
        var perAtom = new Sum();
        Map<Integer, Sum> bySize = new TreeMap<>();
        Map<String, Sum> byElements = new TreeMap<>();
        int within = 0;
        for (int i = 0; i < molecules.size(); i++) {
            Molecule molecule = molecules.get(i);
            double error = predictions.get(i).targets()[target] - molecule.target(target);
            whole.add(error);
            perAtom.add(error / molecule.count());
            bySize.computeIfAbsent(molecule.count(), _ -> new Sum()).add(error);
            byElements.computeIfAbsent(elements(molecule), _ -> new Sum()).add(error / molecule.count());
            within += Math.abs(error) <= THRESHOLD ? 1 : 0;
        }
        target(target, whole, perAtom, within / (double) molecules.size());
        String key = keys.targets().get(target).key();
        bySize.forEach((size, sum) -> details.put("%s_mae_mev_%d_atoms".formatted(key, size), sum.mae()));
        if (keys.targets().get(target).extensive()) {
            byElements.forEach((all, sum) -> details.put("%s_mae_mev_per_atom_%s".formatted(key, all), sum.mae()));
        }
        score += target == 0 ? whole.mae() : 0;
    }

    /// Which there are, as "C-H-O".
    private static String elements(Molecule molecule) {
        return IntStream.range(0, molecule.count())
                .map(molecule::element)
                .distinct()
                .mapToObj(Element::symbol)
                .sorted()
                .collect(Collectors.joining("-"));
    }

    private void target(int target, Sum whole, Sum perAtom, double within) {
        String key = keys.targets().get(target).key();
        measures.put(key + "_mae_mev", whole.mae());
        measures.put(key + "_rmse_mev", whole.rmse());
        if (keys.targets().get(target).extensive()) {
            measures.put(key + "_mae_mev_per_atom", perAtom.mae());
        }
        measures.put(key + "_within_20_mev", within);
    }

    private void addForces(List<Molecule> molecules, List<MoleculePrediction> predictions) {
        var all = new Sum();
        Map<String, Sum> byElement = new TreeMap<>();
        for (int i = 0; i < molecules.size(); i++) {
            Molecule molecule = molecules.get(i);
            double[] told = predictions.get(i).forces();
            double[] known = molecule.forces().orElse(null);
            if (told == null || known == null) {
                continue;
            }
            for (int k = 0; k < known.length; k++) {
                double error = told[k] - known[k];
                all.add(error);
                byElement
                        .computeIfAbsent(Element.symbol(molecule.element(k / 3)), _ -> new Sum())
                        .add(error);
            }
        }
        if (all.count == 0) {
            return;
        }
        force(all);
        byElement.forEach((element, sum) -> details.put("force_mae_mev_per_angstrom_" + element, sum.mae()));
        score += all.mae();
    }

    private void force(Sum sum) {
        measures.put("force_mae_mev_per_angstrom", sum.mae());
        measures.put("force_rmse_mev_per_angstrom", sum.rmse());
    }
}
