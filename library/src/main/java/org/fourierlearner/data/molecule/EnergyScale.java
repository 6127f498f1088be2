package org.fourierlearner.data.molecule;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fourierlearner.storage.MalformedDataException;

/// Tells energies that are off by the ratio of two units from energies that are merely high or low.
///
/// A sum over atoms of one energy for each element, or one energy for all if they are not extensive, is fitted
/// to the molecules for training such that the sum of absolute deviations is least, so that few of another
/// unit do not count. An energy is off if it is far from the fit, and within a hundredth or the usual
/// deviation when it is multiplied by the ratio of two units. Energies with a usual deviation near their own
/// size, such as those of adsorption, are never far: nothing is found then. To be refused, half of those of a
/// file that are far must be off by the same ratio. Compositions that those for training do not determine are
/// left out.
final class EnergyScale {
    /// How far is far, in usual deviations; and as a part of the energy that was expected.
    private static final double FAR_DEVIATIONS = 30;

    private static final double FAR_PART = 0.5;

    /// How near is near: the ratios of units differ by more than twice that.
    private static final double NEAR_DEVIATIONS = 8;

    private static final double NEAR_PART = 0.01;

    /// The standard deviation of a normal distribution, in units of the median of absolute deviations.
    private static final double NORMAL = 1.4826;

    private final MoleculeKeys.Target target;
    private final int index;
    private final CompositionFit fit;
    private final double deviation;
    private final boolean isDetermined;

    /// @param target what is declared
    /// @param index of it
    /// @param train molecules for training
    EnergyScale(MoleculeKeys.Target target, int index, List<Molecule> train) {
        this.target = target;
        this.index = index;
        this.fit = new CompositionFit(train, index, target.extensive());
        double[] residuals = train.stream()
                .mapToDouble(molecule -> Math.abs(molecule.target(index) - fit.predict(molecule)))
                .sorted()
                .toArray();
        this.deviation = NORMAL * residuals[residuals.length / 2];
        // as many parameters as frames fit anything
        this.isDetermined = train.size() >= 2 * fit.parameters() + 5;
    }

    /// Two units whose ratio energies are off by.
    private record Ratio(EnergyUnit above, EnergyUnit below) {
        double value() {
            return above.electronVolts() / below.electronVolts();
        }
    }

    /// Refuses energies that are off, by the first of them.
    void require(List<Molecule> molecules) throws MalformedDataException {
        if (!isDetermined) {
            return;
        }
        Map<Path, List<Molecule>> far = new LinkedHashMap<>();
        for (Molecule molecule : molecules) {
            if (isFar(molecule)) {
                far.computeIfAbsent(molecule.place().file(), path -> new ArrayList<>())
                        .add(molecule);
            }
        }
        for (List<Molecule> ofFile : far.values()) {
            for (EnergyUnit above : EnergyUnit.values()) {
                for (EnergyUnit below : EnergyUnit.values()) {
                    Ratio ratio = new Ratio(above, below);
                    List<Molecule> off = ofFile.stream()
                            .filter(molecule -> above != below && isOff(molecule, ratio))
                            .toList();
                    if (!off.isEmpty() && 2 * off.size() >= ofFile.size()) {
                        throw fault(off.getFirst(), ratio);
                    }
                }
            }
        }
    }

    private boolean isFar(Molecule molecule) {
        double expected = fit.predict(molecule);
        return Math.abs(molecule.target(index) - expected)
                        > Math.max(FAR_DEVIATIONS * deviation, FAR_PART * Math.abs(expected))
                && fit.determines(molecule);
    }

    private boolean isOff(Molecule molecule, Ratio ratio) {
        double expected = fit.predict(molecule);
        return Math.abs(molecule.target(index) / ratio.value() - expected)
                <= Math.max(NEAR_DEVIATIONS * deviation, NEAR_PART * Math.abs(expected));
    }

    private MalformedDataException fault(Molecule molecule, Ratio ratio) {
        return molecule.place()
                .commentFault(
                        "expected about %s eV for the key '%s', as for such atoms in training, got %s eV, %s times as much, like 1 %s in %s; declare one unit that all frames have"
                                .formatted(
                                        (float) fit.predict(molecule),
                                        target.key(),
                                        (float) molecule.target(index),
                                        (float) ratio.value(),
                                        ratio.above.symbol(),
                                        ratio.below.symbol()));
    }
}
