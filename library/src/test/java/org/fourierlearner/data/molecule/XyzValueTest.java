package org.fourierlearner.data.molecule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/// Values of the second line, as ASE writes and reads them.
class XyzValueTest {

    /// As written, the text, the type, and how many words.
    static final List<Arguments> everyValue = List.of(
            Arguments.of("5", "5", XyzType.INTEGER, 1),
            Arguments.of("\"5\"", "5", XyzType.INTEGER, 1),
            Arguments.of("+0012", "+0012", XyzType.INTEGER, 1),
            Arguments.of("9223372036854775807", "9223372036854775807", XyzType.INTEGER, 1),
            Arguments.of("9223372036854775808", "9223372036854775808", XyzType.REAL, 1),
            Arguments.of("-1.5e3", "-1.5e3", XyzType.REAL, 1),
            Arguments.of("1.D-3", "1.D-3", XyzType.REAL, 1),
            Arguments.of("nan", "nan", XyzType.REAL, 1),
            Arguments.of("-Infinity", "-Infinity", XyzType.REAL, 1),
            Arguments.of("1e400", "1e400", XyzType.STRING, 1),
            Arguments.of("1f", "1f", XyzType.STRING, 1),
            Arguments.of("0x10", "0x10", XyzType.STRING, 1),
            Arguments.of(".", ".", XyzType.STRING, 1),
            Arguments.of("1e", "1e", XyzType.STRING, 1),
            Arguments.of("T", "T", XyzType.LOGICAL, 1),
            Arguments.of("\"T F true\"", "T F true", XyzType.LOGICAL, 3),
            Arguments.of("t", "t", XyzType.STRING, 1),
            Arguments.of("'1 2.5'", "1 2.5", XyzType.REAL, 2),
            Arguments.of("{1 2 3}", "1 2 3", XyzType.INTEGER, 3),
            Arguments.of("[1, 2, 3.]", "1, 2, 3.", XyzType.REAL, 3),
            Arguments.of("[[1, 2], [3, 4]]", "[1, 2], [3, 4]", XyzType.INTEGER, 4),
            Arguments.of("\"_JSON [[1, 2]]\"", "_JSON [[1, 2]]", XyzType.STRING, 3),
            Arguments.of("\"a \\\"b\\\" c\"", "a \"b\" c", XyzType.STRING, 3),
            Arguments.of("'it\\'s'", "it's", XyzType.STRING, 1),
            Arguments.of("a\\ b", "a b", XyzType.STRING, 2),
            Arguments.of("a=b", "a=b", XyzType.STRING, 1),
            Arguments.of("\"\"", "", XyzType.STRING, 0));

    @ParameterizedTest
    @FieldSource("everyValue")
    void valuesAreTypedByTheirWords(String raw, String text, XyzType type, int count) throws Exception {
        XyzFrame frame = TestFrames.read("1\nProperties=species:S:1 k=%s end=1\nH\n".formatted(raw))
                .getFirst();

        XyzValue value = frame.value("k").orElseThrow();
        assertThat(value.text()).isEqualTo(text);
        assertThat(value.type()).isEqualTo(type);
        assertThat(value.count()).isEqualTo(count);
        assertThat(value).hasToString(raw);
        assertThat(frame.value("end")).contains(XyzValue.of(1));
    }

    private static XyzValue value(XyzComment comment, String key) {
        return Objects.requireNonNull(comment.values().get(key));
    }

    @Test
    void numbersAreReadFromAnyBrackets() {
        assertThat(value(XyzComment.parse("a=1 b=[[1,2],[3,4.5]]"), "b").reals())
                .containsExactly(1, 2, 3, 4.5);
        assertThat(XyzValue.of(1, -7).integers()).containsExactly(1, -7);
        assertThat(XyzValue.of(0.1, Double.MIN_VALUE, -0.0).reals()).containsExactly(0.1, Double.MIN_VALUE, -0.0);
        assertThat(XyzValue.of("T F").logicals()).containsExactly(true, false);
        assertThatThrownBy(() -> XyzValue.of("T F").reals())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("expected a number, got 'T F'");
        assertThatThrownBy(() -> XyzValue.of(0.5).integers())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("expected an integer, got '0.5'");
    }

    @Test
    void keysMayStandAloneOrBeQuotedAndBlanksAroundEqualityDoNotCount() {
        XyzComment comment = XyzComment.parse("  Properties = x:S:1\tflag  \"my key\" =5 'a=b'= \"c d\" last=");

        assertThat(comment.values().keySet()).containsExactly("Properties", "flag", "my key", "a=b", "last");
        assertThat(value(comment, "flag")).isEqualTo(XyzValue.bare());
        assertThat(XyzValue.bare().logicals()).containsExactly(true);
        assertThat(value(comment, "a=b").text()).isEqualTo("c d");
        assertThat(value(comment, "last").text()).isEmpty();
    }

    @Test
    void whatHasNoPairsOnlyIsFreeText() {
        for (String text : List.of("", "water", "energy -5.2, \"half a quote", "two words a=1", "a=1 a=2", "=5")) {
            assertThat(XyzComment.parse(text).freeText()).contains(text);
        }
        assertThat(XyzComment.parse("energy=-1 step=5").values()).hasSize(2);
        assertThat(XyzComment.parse("water Lattice=\"1 0 0 0 1 0 0 0 1\"").values())
                .hasSize(2);
    }

    @Test
    void textsAreQuotedWhereTheyMust() {
        for (String text : List.of("plain", "a b", "", "\"", "\\", "a=b", "{x", "]", "it's", "é ü", "a,b", "\t")) {
            String line = "Properties=x:S:1 k=" + XyzValue.quoted(text) + " z";
            assertThat(value(XyzComment.parse(line), "k").text()).isEqualTo(text);
        }
        assertThat(XyzValue.of("plain")).hasToString("plain");
        assertThatThrownBy(() -> XyzValue.of("a\nb"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("text: expected one line of text, got a line break or a NUL character in 'a?b'");
    }
}
