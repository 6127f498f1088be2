package org.fourierlearner.storage;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Names that someone may have meant, by the number of edits (insertions, deletions, replacements).
final class NearNames {
    private static final int MOST = 3;

    private NearNames() {}

    /// {@return at most three names within a third of the length of `wanted`, nearest first}
    static List<String> of(String wanted, Collection<String> names) {
        int reach = Math.max(2, wanted.length() / 3);
        record Near(String name, int edits) {}
        return names.stream()
                .filter(name -> Math.abs(name.length() - wanted.length()) <= reach)
                .map(name -> new Near(name, edits(wanted, name)))
                .filter(near -> near.edits <= reach)
                .sorted(Comparator.comparingInt(Near::edits).thenComparing(Near::name))
                .limit(MOST)
                .map(Near::name)
                .toList();
    }

    private static int edits(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
