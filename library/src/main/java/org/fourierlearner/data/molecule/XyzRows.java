package org.fourierlearner.data.molecule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fourierlearner.storage.MalformedDataException;

/// The atoms of a frame while they are read. Takes memory for those that are there, not for those declared.
final class XyzRows {
    private static final int FIRST_ROWS = 64;

    private final XyzPlace place;
    private final String declaration;
    private final int atoms;
    private final List<Growing> columns = new ArrayList<>();
    private final int words;
    private int rows;

    /// One column.
    private static final class Growing {
        private final String name;
        private final XyzType type;
        private final int width;
        private String[] texts = new String[0];
        private long[] integers = new long[0];
        private double[] reals = new double[0];
        private boolean[] logicals = new boolean[0];

        Growing(String name, XyzType type, int width) {
            this.name = name;
            this.type = type;
            this.width = width;
        }

        void resize(int rows) {
            int size = Math.multiplyExact(rows, width);
            switch (type) {
                case STRING -> texts = Arrays.copyOf(texts, size);
                case INTEGER -> integers = Arrays.copyOf(integers, size);
                case REAL -> reals = Arrays.copyOf(reals, size);
                case LOGICAL -> logicals = Arrays.copyOf(logicals, size);
            }
        }

        void set(int at, String word) {
            switch (type) {
                case STRING -> texts[at] = word;
                case INTEGER -> integers[at] = XyzType.integer(word);
                case REAL -> reals[at] = XyzType.real(word);
                case LOGICAL -> logicals[at] = XyzType.logical(word);
            }
        }

        XyzColumn column() {
            return switch (type) {
                case STRING -> XyzColumn.ofTexts(name, width, texts);
                case INTEGER -> XyzColumn.ofIntegers(name, width, integers);
                case REAL -> XyzColumn.ofReals(name, width, reals);
                case LOGICAL -> XyzColumn.ofLogicals(name, width, logicals);
            };
        }
    }

    /// @param place of the frame
    /// @param declaration the columns, as `species:S:1:pos:R:3`
    /// @param atoms how many are declared
    XyzRows(XyzPlace place, String declaration, int atoms) throws MalformedDataException {
        this.place = place;
        this.declaration = declaration;
        this.atoms = atoms;
        String[] parts = declaration.split(":", -1);
        if (parts.length % 3 != 0) {
            throw fault("name:type:width for each column in Properties", declaration);
        }
        Set<String> names = new HashSet<>();
        long all = 0;
        for (int i = 0; i < parts.length; i += 3) {
            XyzType type = XyzType.of(parts[i + 1]).orElse(null);
            if (parts[i].isEmpty() || type == null || !parts[i + 2].matches("[1-9][0-9]{0,5}")) {
                throw fault(
                        "a name, one of the letters S, I, R and L, and a width for each column in Properties",
                        "%s:%s:%s".formatted(parts[i], parts[i + 1], parts[i + 2]));
            }
            if (!names.add(parts[i])) {
                throw place.commentFault(
                        "expected each column once in Properties, got %s twice".formatted(XyzPlace.shown(parts[i])));
            }
            int width = Integer.parseInt(parts[i + 2]);
            columns.add(new Growing(parts[i], type, width));
            all += width;
        }
        if (all > XyzLines.MOST_BYTES) {
            throw fault("fewer words for each atom than a line can have", declaration);
        }
        this.words = (int) all;
    }

    private MalformedDataException fault(String expected, String got) {
        return place.commentFault("expected %s, got %s".formatted(expected, XyzPlace.shown(got)));
    }

    boolean areComplete() {
        return rows == atoms;
    }

    int count() {
        return rows;
    }

    void add(String line) throws MalformedDataException {
        List<String> row = split(line);
        if (row.size() != words) {
            throw place.atomFault(
                    rows,
                    "expected %d columns (%s), got %d: %s; are the columns, and the number of atoms on line %d, right?"
                            .formatted(words, declaration, row.size(), XyzPlace.shown(line), place.line()));
        }
        if (rows % FIRST_ROWS == 0 && (rows == 0 || Integer.bitCount(rows) == 1)) {
            int capacity = Math.min(atoms, Math.max(FIRST_ROWS, 2 * rows));
            columns.forEach(column -> column.resize(capacity));
        }
        int at = 0;
        for (Growing column : columns) {
            for (int i = 0; i < column.width; i++) {
                try {
                    column.set(rows * column.width + i, row.get(at));
                } catch (NumberFormatException _) {
                    throw place.atomFault(
                            rows,
                            "expected %s in column %d (%s), got %s"
                                    .formatted(
                                            column.type.description(),
                                            at + 1,
                                            column.name,
                                            XyzPlace.shown(row.get(at))));
                }
                at++;
            }
        }
        rows++;
    }

    private static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= line.length(); i++) {
            if (i == line.length() || line.charAt(i) <= ' ') {
                if (i > start) {
                    words.add(line.substring(start, i));
                }
                start = i + 1;
            }
        }
        return words;
    }

    List<XyzColumn> columns() {
        columns.forEach(column -> column.resize(rows));
        return columns.stream().map(Growing::column).toList();
    }
}
