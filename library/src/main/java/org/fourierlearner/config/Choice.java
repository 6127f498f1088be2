package org.fourierlearner.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// The words allowed in some place, and the message for any other.
///
/// @param words the allowed words, in the order in which they are listed
record Choice(List<String> words) {

    static Choice of(Collection<String> words) {
        return new Choice(List.copyOf(words));
    }

    static Choice of(Class<?> enumType) {
        List<String> words = new ArrayList<>();
        for (Object constant : enumType.getEnumConstants()) {
            words.add(word(constant));
        }
        return new Choice(words);
    }

    static String word(Object enumConstant) {
        return Variants.kebab(((Enum<?>) enumConstant).name()).replace('_', '-');
    }

    @Override
    public String toString() {
        return words.isEmpty() ? "no keys" : "one of " + words;
    }

    /// {@return the message for a word that is not allowed, with the nearest one if any is near}
    ///
    /// @param word the word that was written
    String refuse(String word) {
        return "expected %s, got '%s'%s"
                .formatted(
                        this,
                        word,
                        words.stream()
                                .filter(allowed -> distance(allowed, word) <= Math.max(1, allowed.length() / 3))
                                .min(Comparator.comparingInt(allowed -> distance(allowed, word)))
                                .map(nearest -> "; did you mean '" + nearest + "'?")
                                .orElse(""));
    }

    /// {@return the least number of insertions, deletions, replacements and swaps of neighbors}
    private static int distance(String from, String to) {
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replaced = cost[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
                }
            }
        }
        return cost[from.length()][to.length()];
    }
}
