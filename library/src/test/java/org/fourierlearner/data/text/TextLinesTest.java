package org.fourierlearner.data.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextLinesTest {

    private static List<String> lines(String text) throws IOException {
        List<String> lines = new ArrayList<>();
        try (var source = TextLines.of(Path.of("lines.txt"), new ByteArrayInputStream(text.getBytes(UTF_8)))) {
            for (String line = source.next(); line != null; line = source.next()) {
                lines.add(line);
                assertThat(source.number()).isEqualTo(lines.size());
            }
            assertThat(source.next()).isNull();
        }
        return lines;
    }

    @Test
    void lineFeedsEndLinesAndTheLastNeedsNone() throws IOException {
        assertThat(lines("a\n\nb\r\nc\rd\n")).containsExactly("a", "", "b", "c\rd");
        assertThat(lines("a\nb")).containsExactly("a", "b");
        assertThat(lines("\n")).containsExactly("");
    }

    @Test
    void linesMayBeLongerThanAnyBuffer() throws IOException {
        for (int length : new int[] {8191, 8192, 8193, 100_003}) {
            String line = "é".repeat(length);
            assertThat(lines(line + "\n" + line)).containsExactly(line, line);
        }
    }
}
