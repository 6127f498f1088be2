package org.fourierlearner.data.molecule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fourierlearner.storage.MalformedDataException;

/// Molecules to train on, to validate with, and to test with in the end.
///
/// @param train for training
/// @param validation for validation while training
/// @param test for a test in the end, if there are any
public record MoleculeSplit(Molecules train, Molecules validation, Optional<Molecules> test) {

    /// {@return a split with every so manieth molecule for validation}
    /// Files are often sorted by kind: the last ones would be a kind that is never trained on.
    static MoleculeSplit setAside(Molecules all, int count) {
        if (count >= all.count()) {
            throw new IllegalArgumentException(
                    "data.validationCount: expected to set aside some of the %d training molecules, but not all, got %d"
                            .formatted(all.count(), count));
        }
        List<Molecule> kept = new ArrayList<>();
        List<Molecule> aside = new ArrayList<>();
        for (int i = 0; i < all.count(); i++) {
            boolean next = aside.size() < count && i == middle(aside.size(), count, all.count());
            (next ? aside : kept).add(all.molecule(i));
        }
        return new MoleculeSplit(
                new Molecules(kept, all.sha256()), new Molecules(aside, all.sha256()), Optional.empty());
    }

    /// The molecule in the middle of one of equal parts.
    private static int middle(int part, int parts, int molecules) {
        return (int) ((2L * part + 1) * molecules / (2L * parts));
    }

    MoleculeSplit withTest(Molecules molecules) {
        return new MoleculeSplit(train, validation, Optional.of(molecules));
    }

    /// Refuses what cannot be learned from.
    void requireSound(MoleculeKeys keys) throws MalformedDataException {
        requireVariety(keys);
        requireSeenElements();
        for (int i = 0; i < keys.targets().size(); i++) {
            EnergyScale scale = new EnergyScale(keys.targets().get(i), i, train.all());
            scale.require(train.all());
            scale.require(validation.all());
            if (test.isPresent()) {
                scale.require(test.get().all());
            }
        }
    }

    private void requireVariety(MoleculeKeys keys) throws MalformedDataException {
        List<Molecule> molecules = train.all();
        for (int i = 0; i < keys.targets().size(); i++) {
            int index = i;
            double first = molecules.getFirst().target(i);
            if (molecules.stream().allMatch(molecule -> molecule.target(index) == first)) {
                throw new MalformedDataException(
                        molecules.getFirst().place().file(),
                        "expected values that differ under the key '%s', got %s eV in all %d frames for training; there is nothing to learn"
                                .formatted(keys.targets().get(i).key(), first, molecules.size()));
            }
        }
        if (keys.forces().isPresent()
                && molecules.stream()
                        .flatMap(molecule -> molecule.forces().stream())
                        .flatMapToDouble(Arrays::stream)
                        .allMatch(force -> force == 0)) {
            throw new MalformedDataException(
                    molecules.getFirst().place().file(),
                    "expected forces in the column '%s', got 0 in all %d frames for training; declare the right column, or none"
                            .formatted(keys.forces().get(), molecules.size()));
        }
    }

    private void requireSeenElements() throws MalformedDataException {
        boolean[] seen = new boolean[Element.LAST + 1];
        for (int element : train.elements()) {
            seen[element] = true;
        }
        for (Molecules molecules :
                Stream.concat(Stream.of(validation), test.stream()).toList()) {
            for (Molecule molecule : molecules.all()) {
                for (int atom = 0; atom < molecule.count(); atom++) {
                    if (!seen[molecule.element(atom)]) {
                        throw molecule.place()
                                .atomFault(
                                        atom,
                                        "expected elements that the frames for training have (%s), got %s; train with some of it, or leave the frame out"
                                                .formatted(symbols(train), Element.symbol(molecule.element(atom))));
                    }
                }
            }
        }
    }

    private static String symbols(Molecules molecules) {
        return Arrays.stream(molecules.elements()).mapToObj(Element::symbol).collect(Collectors.joining(", "));
    }
}
