package org.fourierlearner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ExcerptTest {
    private static final int LENGTH = 5;
    private static final int[] TEXT = IntStream.range(0, 13).toArray();

    static final List<Excerpt> everyExcerpt =
            List.of(new Excerpt.Beginning(), new Excerpt.Window(1), new Excerpt.Window(3));

    private static int[] run(int first) {
        return IntStream.range(first, first + LENGTH).toArray();
    }

    @Test
    void everyPermittedExcerptIsTested() {
        assertThat(everyExcerpt.stream().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(Excerpt.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @FieldSource("everyExcerpt")
    void textsThatFitAreReadWhole(Excerpt excerpt) {
        for (int length = 1; length <= LENGTH; length++) {
            int[] text = IntStream.range(0, length).toArray();
            assertThat(excerpt.forTraining(text, LENGTH, new SplittableRandom(1)))
                    .isEqualTo(text);
            assertThat(excerpt.forEvaluation(text, LENGTH)).containsExactly(text);
        }
    }

    @Test
    void theBeginningIsAlwaysTheSame() {
        var excerpt = new Excerpt.Beginning();
        assertThat(excerpt.forTraining(TEXT, LENGTH, new SplittableRandom(1))).isEqualTo(run(0));
        assertThat(excerpt.forEvaluation(TEXT, LENGTH)).containsExactly(run(0));
    }

    @Test
    void windowsBeginAnywhereInTrainingAndAtFixedPlacesInEvaluation() {
        var random = new SplittableRandom(1);
        Set<Integer> starts = new HashSet<>();
        for (int draw = 0; draw < 200; draw++) {
            int[] window = new Excerpt.Window(1).forTraining(TEXT, LENGTH, random);
            assertThat(window).isEqualTo(run(window[0]));
            starts.add(window[0]);
        }
        assertThat(starts).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(new Excerpt.Window(1).forEvaluation(TEXT, LENGTH)).containsExactly(run(4));
        assertThat(new Excerpt.Window(3).forEvaluation(TEXT, LENGTH)).containsExactly(run(0), run(4), run(8));
    }

    @Test
    void noWindowIsRefused() {
        assertThatThrownBy(() -> new Excerpt.Window(0)).hasMessage("evaluated: expected a positive number, got 0");
    }
}
