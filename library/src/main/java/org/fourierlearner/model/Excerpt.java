package org.fourierlearner.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Which part of a text a model reads that is longer than its context. Shorter texts are read whole.
public sealed interface Excerpt {

    /// {@return the excerpt to train on}
    ///
    /// @param tokens a text
    /// @param length the most tokens of an excerpt
    /// @param random the source of chance
    int[] forTraining(int[] tokens, int length, SplittableRandom random);

    /// {@return the excerpts to judge by, at least one; probabilities are averaged over them}
    ///
    /// @param tokens a text
    /// @param length the most tokens of an excerpt
    List<int[]> forEvaluation(int[] tokens, int length);

    /// {@return the most excerpts to judge by}
    int evaluated();

    /// Its first tokens, always.
    record Beginning() implements Excerpt {

        @Override
        public int evaluated() {
            return 1;
        }

        @Override
        public int[] forTraining(int[] tokens, int length, SplittableRandom random) {
            return from(0, tokens, length);
        }

        @Override
        public List<int[]> forEvaluation(int[] tokens, int length) {
            return List.of(from(0, tokens, length));
        }
    }

    /// In training a run of tokens that begins anywhere, each time anew; in evaluation one from the middle, or
    /// several at equal distances from the first token to the last.
    ///
    /// @param evaluated how many windows of a text are averaged over in evaluation; time grows with it
    record Window(int evaluated) implements Excerpt {

        /// Checks the number.
        ///
        /// @throws IllegalArgumentException if it is not positive
        public Window {
            if (evaluated < 1) {
                throw new IllegalArgumentException(
                        "evaluated: expected a positive number, got %d".formatted(evaluated));
            }
        }

        /// {@return the window in the middle}
        public static Window defaults() {
            return new Window(1);
        }

        @Override
        public int[] forTraining(int[] tokens, int length, SplittableRandom random) {
            int spare = tokens.length - length;
            return from(spare > 0 ? random.nextInt(spare + 1) : 0, tokens, length);
        }

        @Override
        public List<int[]> forEvaluation(int[] tokens, int length) {
            int spare = tokens.length - length;
            if (spare <= 0) {
                return List.of(tokens);
            }
            if (evaluated == 1) {
                return List.of(from(spare / 2, tokens, length));
            }
            List<int[]> windows = new ArrayList<>();
            for (long window = 0; window < evaluated; window++) {
                windows.add(from((int) (spare * window / (evaluated - 1)), tokens, length));
            }
            return windows;
        }
    }

    private static int[] from(int start, int[] tokens, int length) {
        return Arrays.copyOfRange(tokens, start, Math.min(tokens.length, start + length));
    }
}
