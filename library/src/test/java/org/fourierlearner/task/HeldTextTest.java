package org.fourierlearner.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeldTextTest {
    private final List<String> out = new ArrayList<>();

    private HeldText until(String... stops) {
        return new HeldText(List.of(stops), out::add);
    }

    @Test
    void withoutStopTextsAllIsPassedOnAtOnce() {
        HeldText held = until();

        assertThat(held.add("ab")).isFalse();
        assertThat(held.add("")).isFalse();

        assertThat(out).containsExactly("ab");
    }

    @Test
    void theBeginningOfAStopTextIsHeldUntilItIsClear() {
        HeldText held = until("</s>");

        held.add("text <");
        held.add("/");
        assertThat(out).containsExactly("text ");
        held.add("b>");

        assertThat(String.join("", out)).isEqualTo("text </b>");
    }

    @Test
    void aStopTextAcrossPiecesStopsAndIsNotPassedOn() {
        HeldText held = until("</s>");

        assertThat(held.add("end<")).isFalse();
        assertThat(held.add("/s")).isFalse();
        assertThat(held.add("> more")).isTrue();

        assertThat(String.join("", out)).isEqualTo("end");
    }

    @Test
    void aStopTextThatBeginsWithinItsOwnBeginningIsFound() {
        HeldText held = until("aab");

        assertThat(held.add("a")).isFalse();
        assertThat(held.add("a")).isFalse();
        assertThat(held.add("a")).isFalse();
        assertThat(held.add("b")).isTrue();

        assertThat(String.join("", out)).isEqualTo("a");
    }

    @Test
    void theFirstOfSeveralStopTextsWins() {
        assertThat(until("later", "a l").add("not a later")).isTrue();

        assertThat(String.join("", out)).isEqualTo("not ");
    }

    @Test
    void whatIsHeldAtTheEndIsPassedOn() {
        HeldText held = until("\n\n");
        held.add("line\n");

        assertThat(held.finish("")).isFalse();

        assertThat(String.join("", out)).isEqualTo("line\n");
    }

    @Test
    void aStopTextMayComeAtTheVeryEnd() {
        HeldText held = until("\n\n");
        held.add("line\n");

        assertThat(held.finish("\n")).isTrue();

        assertThat(String.join("", out)).isEqualTo("line");
    }

    @Test
    void howATextIsCutMakesNoDifference() {
        var random = new Random(4);
        for (int round = 0; round < 300; round++) {
            String text = random.ints(20, 'a', 'd')
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            List<String> stops = List.of("abca", "cc", "bb");
            int stop = stops.stream()
                    .mapToInt(text::indexOf)
                    .filter(at -> at >= 0)
                    .min()
                    .orElse(text.length());
            out.clear();
            HeldText held = new HeldText(stops, out::add);
            boolean stopped = false;
            int start = 0;
            while (start < text.length() && !stopped) {
                int end = Math.min(text.length(), start + random.nextInt(4));
                stopped = held.add(text.substring(start, end));
                start = end;
            }
            assertThat(stopped || held.finish("")).isEqualTo(stop < text.length());
            assertThat(String.join("", out)).isEqualTo(text.substring(0, stop));
        }
    }
}
