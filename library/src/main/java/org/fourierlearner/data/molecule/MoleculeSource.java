package org.fourierlearner.data.molecule;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where molecules with energies, and perhaps forces, come from.
public sealed interface MoleculeSource {

    /// How many molecules are set aside for validation when nothing is said.
    int DEFAULT_VALIDATION_COUNT = 50;

    /// {@return what the files hold, and in which units}
    MoleculeKeys keys();

    /// Reads all molecules and checks them.
    ///
    /// @return the molecules; nothing is to be closed
    /// @throws IllegalArgumentException if no files for training are named, or setting some
    ///     molecules aside
    ///     would leave none
    /// @throws org.fourierlearner.storage.MalformedDataException if a file is damaged, a declared
    ///     key is
    ///     missing, a target or all forces do not vary, energies are off by the ratio of two units,
    ///     atoms
    ///     coincide, or a molecule for validation or the test has an element that none for training
    ///     has
    /// @throws IOException if a file is missing or cannot be read
    MoleculeSplit open() throws IOException;

    /// Files of extended XYZ, plain, gzip or xz. For the test, forces may be missing.
    ///
    /// @param train paths of the files for training
    /// @param validation paths of the files for validation; if empty, some molecules of those for
    ///     training are set aside
    /// @param validationCount how many then, at equal distances over all files
    /// @param test paths of the files for the test, if there is to be one
    /// @param keys what the files hold, and in which units
    record Xyz(List<String> train, List<String> validation, int validationCount, List<String> test, MoleculeKeys keys)
            implements MoleculeSource {

        /// Checks the count and copies the lists.
        ///
        /// @throws IllegalArgumentException if it is below 1
        public Xyz {
            if (validationCount < 1) {
                throw new IllegalArgumentException("validationCount: expected at least 1, got " + validationCount);
            }
            train = List.copyOf(train);
            validation = List.copyOf(validation);
            test = List.copyOf(test);
        }

        /// {@return no files: they are the user's to name}
        public static Xyz defaults() {
            return new Xyz(List.of(), List.of(), DEFAULT_VALIDATION_COUNT, List.of(), MoleculeKeys.defaults());
        }

        @Override
        public MoleculeSplit open() throws IOException {
            if (train.isEmpty()) {
                throw new IllegalArgumentException(
                        "data.train: expected files of extended XYZ, got none; name them, as in --set data.train=[\"PATH\"]");
            }
            Molecules all = Molecules.read(paths(train), keys, MoleculeFile.Required.EVERYTHING);
            MoleculeSplit split = validation.isEmpty()
                    ? MoleculeSplit.setAside(all, validationCount)
                    : new MoleculeSplit(
                            all,
                            Molecules.read(paths(validation), keys, MoleculeFile.Required.EVERYTHING),
                            Optional.empty());
            if (!test.isEmpty()) {
                split = split.withTest(Molecules.read(paths(test), keys, MoleculeFile.Required.TARGETS));
            }
            split.requireSound(keys);
            return split;
        }

        private static List<Path> paths(List<String> names) {
            return names.stream().map(Path::of).toList();
        }
    }
}
