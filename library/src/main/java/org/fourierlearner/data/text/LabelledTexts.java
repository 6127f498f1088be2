package org.fourierlearner.data.text;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.fourierlearner.storage.MalformedDataException;

/// Texts with a label each, in memory.
///
/// @param file where they are from, for messages
/// @param texts in the order of the file, at least one
/// @param sha256 of the file's text, as 64 hexadecimal digits
public record LabelledTexts(Path file, List<LabelledText> texts, String sha256) {
    private static final int MOST_SHOWN = 40;
    private static final int MOST_LABELS_SHOWN = 20;

    /// Copies the list.
    public LabelledTexts {
        texts = List.copyOf(texts);
    }

    /// A text with its label.
    ///
    /// @param label what it is, not empty and without tabs
    /// @param text not empty
    /// @param line of the file, from 1
    public record LabelledText(String label, String text, long line) {}

    /// Reads a file, plain or gzip, whose lines are a label, a tab and a text. Blanks around a label do not
    /// count; further tabs belong to the text.
    ///
    /// @param file the file
    /// @return its texts
    /// @throws MalformedDataException if the file is empty, not UTF-8, binary or damaged, or a line has no tab, no
    ///     label or no text
    /// @throws IOException if it cannot be read
    public static LabelledTexts read(Path file) throws IOException {
        var source = new TextFile(file);
        List<LabelledText> texts;
        try (var lines = new TextLines(source.open())) {
            texts = parse(file, lines);
        }
        try (Reader again = source.open()) {
            return new LabelledTexts(file, texts, TextSummary.of(again).sha256());
        }
    }

    static List<LabelledText> parse(Path file, TextLines lines) throws IOException {
        List<LabelledText> texts = new ArrayList<>();
        for (String line = lines.next(); line != null; line = lines.next()) {
            texts.add(parse(file, line, lines.number()));
        }
        if (texts.isEmpty()) {
            throw new MalformedDataException(file, "expected labelled texts, got nothing; the file is empty");
        }
        return texts;
    }

    private static LabelledText parse(Path file, String line, long number) throws MalformedDataException {
        int tab = line.indexOf('\t');
        if (tab < 0) {
            throw new MalformedDataException(
                    file,
                    number,
                    "expected a label, a tab and a text, got no tab in '%s'; write a text without line breaks behind its label"
                            .formatted(shown(line)));
        }
        String label = line.substring(0, tab).strip();
        String text = line.substring(tab + 1);
        if (label.isEmpty()) {
            throw new MalformedDataException(
                    file,
                    number,
                    "expected a label before the tab, got none in '%s'; give every text a label"
                            .formatted(shown(line)));
        }
        if (text.isBlank()) {
            throw new MalformedDataException(
                    file,
                    number,
                    "expected a text behind the label '%s', got none; take the line away".formatted(shown(label)));
        }
        return new LabelledText(label, text, number);
    }

    private static String shown(String text) {
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }

    /// {@return the labels that occur, each once: by number if all are whole numbers, else by their characters}
    ///
    /// @throws MalformedDataException if there are fewer than two
    public List<String> labels() throws MalformedDataException {
        Set<String> labels = texts.stream().map(LabelledText::label).collect(Collectors.toSet());
        if (labels.size() < 2) {
            throw new MalformedDataException(
                    file,
                    "expected texts of at least two labels, got only '%s'; there is nothing to tell apart"
                            .formatted(texts.getFirst().label()));
        }
        Comparator<String> order = labels.stream().allMatch(label -> label.matches("-?\\d{1,18}"))
                ? Comparator.comparingLong(Long::parseLong)
                : Comparator.naturalOrder();
        return labels.stream()
                .sorted(order.thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /// Refuses texts with other labels.
    ///
    /// @param known the labels that a model can tell apart
    /// @throws MalformedDataException if a text has none of them
    public void requireLabels(List<String> known) throws MalformedDataException {
        Set<String> set = Set.copyOf(known);
        for (LabelledText text : texts) {
            if (!set.contains(text.label())) {
                String more = known.size() > MOST_LABELS_SHOWN
                        ? " and %d more".formatted(known.size() - MOST_LABELS_SHOWN)
                        : "";
                throw new MalformedDataException(
                        file,
                        text.line(),
                        "expected one of the labels %s%s of the training texts, got '%s'; correct it, or train with texts of that label"
                                .formatted(
                                        known.subList(0, Math.min(MOST_LABELS_SHOWN, known.size())),
                                        more,
                                        shown(text.label())));
            }
        }
    }
}
