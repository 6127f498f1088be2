package org.fourierlearner.data.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Files of labelled texts, plain or gzip, see [LabelledTexts#read].
///
/// @param train path of the texts for training; their labels are the classes
/// @param validation path of the texts for validation; if absent, some of those for training are set aside, at
///     equal distances in the file, so that a file in the order of its labels serves too
/// @param validationFraction which part that is, between 0 and 1; a tenth if absent
public record LabelledFiles(String train, Optional<String> validation, Optional<Double> validationFraction) {

    /// Checks the fraction.
    ///
    /// @throws IllegalArgumentException if it is none
    public LabelledFiles {
        validationFraction.ifPresent(fraction -> {
            if (!(fraction > 0 && fraction < 1)) {
                throw new IllegalArgumentException(
                        "validationFraction: expected a number between 0 and 1, got " + fraction);
            }
        });
    }

    /// {@return no files: they are the user's to name}
    public static LabelledFiles defaults() {
        return new LabelledFiles("", Optional.empty(), Optional.empty());
    }

    /// Labelled texts to train on and to validate with.
    ///
    /// @param labels the classes, in their order
    /// @param train for training
    /// @param validation for validation, with labels of the classes
    public record Split(List<String> labels, LabelledTexts train, LabelledTexts validation) {}

    /// Reads the files.
    ///
    /// @return the texts
    /// @throws IllegalArgumentException if no file is named, or none of its texts would be set aside
    /// @throws org.fourierlearner.storage.MalformedDataException if a file is not as it should be, has texts of one
    ///     label only, or one for validation a label that does not occur in training
    /// @throws IOException if a file cannot be read
    public Split read() throws IOException {
        if (train.isEmpty()) {
            throw new IllegalArgumentException(
                    "data.train: expected a file of lines with a label, a tab and a text, got ''; name it, as in --set data.train=FILE");
        }
        LabelledTexts texts = LabelledTexts.read(Path.of(train));
        Split split = validation.isPresent()
                ? new Split(texts.labels(), texts, LabelledTexts.read(Path.of(validation.get())))
                : split(texts);
        split.validation().requireLabels(split.labels());
        return split;
    }

    private Split split(LabelledTexts all) throws IOException {
        double fraction = validationFraction.orElse(CorpusSource.TextFiles.DEFAULT_VALIDATION_FRACTION);
        List<LabelledTexts.LabelledText> kept = new ArrayList<>();
        List<LabelledTexts.LabelledText> aside = new ArrayList<>();
        for (int i = 0; i < all.texts().size(); i++) {
            boolean next = Math.floor((i + 1) * fraction) > Math.floor(i * fraction);
            (next ? aside : kept).add(all.texts().get(i));
        }
        if (aside.isEmpty() || kept.isEmpty()) {
            throw new IllegalArgumentException(
                    "data.validationFraction: expected to set aside some of the %d texts of %s, but not all, got %s; change it or name a file in data.validation"
                            .formatted(all.texts().size(), all.file(), fraction));
        }
        var train = new LabelledTexts(all.file(), kept, all.sha256());
        return new Split(train.labels(), train, new LabelledTexts(all.file(), aside, all.sha256()));
    }
}
