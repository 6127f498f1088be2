package org.fourierlearner.task;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.fourierlearner.data.text.LabelledFiles;
import org.fourierlearner.data.text.LabelledTexts;
import org.fourierlearner.data.text.LabelledTexts.LabelledText;
import org.fourierlearner.model.TinyClassifier;

/// Texts that any model can tell apart: each label has letters of its own.
final class TinyLabels {
    private TinyLabels() {}

    /// {@return texts of 3 to 23 letters, of the labels in turn}
    static LabelledTexts texts(int count, long seed) {
        var random = new SplittableRandom(seed);
        List<LabelledText> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var text = new StringBuilder();
            int length = random.nextInt(3, 24);
            for (int t = 0; t < length; t++) {
                text.append((char) ('a' + 5 * (i % 3) + random.nextInt(5)));
            }
            texts.add(new LabelledText("no " + i % 3, text.toString(), i + 1));
        }
        return new LabelledTexts(Path.of("tiny.tsv"), texts, "ab".repeat(32));
    }

    static LabelledFiles.Split split() throws IOException {
        LabelledTexts train = texts(31, 1);
        return new LabelledFiles.Split(train.labels(), train, texts(30, 2));
    }

    static TextClassification task(int size, int parts, long seed, String... overrides) throws IOException {
        return new TextClassification(
                TinyClassifier.config(overrides),
                split(),
                TinyCorpus.bytes(),
                new TextClassification.Batches(size, parts, 0),
                0,
                seed);
    }
}
