package org.fourierlearner.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            steps = 'many'         | 1:1: steps: expected an integer, got 'many'
            steps = 2.5            | 1:1: steps: expected an integer, got 2.5
            steps = 3000000000     | 1:1: steps: expected an integer from -2147483648 to 2147483647, got 3000000000
            steps = 0              | 1:1: steps: expected a positive number, got 0.0
            seed = true            | 1:1: seed: expected an integer, got true
            seed = 9999999999999999999 | 1:8: integer is too large
            rate = 'fast'          | 1:1: rate: expected a number, got 'fast'
            causal = 1             | 1:1: causal: expected true or false, got 1
            name = 1979-05-27      | 1:1: name: expected a string, got 1979-05-27
            folder = 3             | 1:1: folder: expected a path, got 3
            folder = "\\u0000"     | 1:1: folder: expected a path, got '\0'
            precision = 'float-23' | 1:1: precision: expected one of [float-32, bfloat-16], got 'float-23'; did you mean 'float-32'?
            precision = 16         | 1:1: precision: expected one of [float-32, bfloat-16], got 16
            weights = 1            | 1:1: weights: expected an array, got 1
            weights = [1, 'x']     | 1:15: weights[1]: expected a number, got 'x'
            shapes = [[1], 2]      | 1:16: shapes[1]: expected an array, got 2
            limit = [1]            | 1:1: limit: expected an integer, got an array
            layers = [{}]          | 1:11: layers[0].kind: expected one of [none, learned, gaussian-mixture, mlp], got nothing
            layers = ['learned']   | 1:11: layers[0].length: expected an integer, got nothing
            layers = [3]           | 1:11: layers[0]: expected one of [none, learned, gaussian-mixture, mlp], got 3
            layers = [[]]          | 1:11: layers[0]: expected one of [none, learned, gaussian-mixture, mlp], got an empty array
            layers = ['what']      | 1:11: layers[0]: expected one of [none, learned, gaussian-mixture, mlp], got 'what'
            model = 1              | 1:1: model: expected a table, got 1
            model.rpe = {kind = 1} | 1:14: model.rpe.kind: expected one of [none, learned, gaussian-mixture, mlp], got 1
            model.rpe = {kind = 'nnoe'} | 1:14: model.rpe.kind: expected one of [none, learned, gaussian-mixture, mlp], got 'nnoe'; did you mean 'none'?
            model.rpe.deviation = -1 | 1:1: model.rpe.deviation: expected a positive number, got -1.0
            model.rpe.x = 1        | 1:1: model.rpe.x: expected one of [kind, frequencies, deviation], got 'x'
            model.haeds = 4        | 1:1: model.haeds: expected one of [dim, heads, rpe], got 'haeds'; did you mean 'heads'?
            model.heads = 3        | 1:1: model.dim: expected a multiple of heads 3, got 8
            teacher.dim = 3        | 1:1: teacher.heads: expected an integer, got nothing
            teacher.haeds = 3      | 1:1: teacher.haeds: expected one of [dim, heads, rpe], got 'haeds'; did you mean 'heads'?
            layers = ['none'       | 1:17: expected ] or a comma, got end of input
            steps = many           | 1:9: expected a value, got 'm'
            name = "\\q"           | 1:9: invalid escape sequence '\\q'
            """)
    void aMistakeIsShownWithItsPlace(String text, String message) {
        assertThatThrownBy(() -> RecordReader.read(unescaped(text), "run.toml", List.of(), Example.class))
                .isInstanceOf(ConfigException.class)
                .hasMessage("run.toml:" + message.replace("\\0", "\0").replace("\\\\", "\\"));
    }

    @Test
    void aKeyThatIsWrittenTwiceIsRefusedWhereItComesAgain() {
        assertRefused(
                "seed = 1\nseed = 2\n",
                "2:1: seed: expected one definition, got a second; the first is at line 1, column 1");
    }

    @Test
    void anAbsentKeyIsShownAtItsTable() {
        assertRefused(
                "\n[teacher]\ndim = 4\nheads = 2\n",
                "2:1: teacher.rpe: expected one of [none, learned, gaussian-mixture, mlp], got nothing");
    }

    @Test
    void ofSeveralMistakesTheFirstInTheFileIsShown() {
        assertRefused(
                "[model.rpe]\nfrequencies = 'a'\n[teacher]\ndim = 'b'\n[model]\ndim = 'c'\n",
                "2:1: model.rpe.frequencies: expected an integer, got 'a'");
        assertRefused(
                "[model]\ndim = 'c'\n[teacher]\nx = 1\n[model.rpe]\nfrequencies = 'a'\n",
                "2:1: model.dim: expected an integer, got 'c'");
    }

    @Test
    void aRefusalWithoutAComponentIsShownAtTheTable() {
        assertThatThrownBy(() -> RecordReader.read("[interval]\nfrom = 2\nto = 1", "w.toml", List.of(), Window.class))
                .hasMessage("w.toml:1:1: interval: expected from ≤ to, got 2.0 > 1.0");
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> RecordReader.read(text, "run.toml", List.of(), Example.class))
                .isInstanceOf(ConfigException.class)
                .hasMessage("run.toml:" + message);
    }

    private static String unescaped(String text) {
        return text.replace("\\\\", "\\");
    }

    record Interval(double from, double to) {
        Interval {
            if (from > to) {
                throw new IllegalArgumentException("expected from ≤ to, got %s > %s".formatted(from, to));
            }
        }
    }

    record Window(Interval interval) {}
}
