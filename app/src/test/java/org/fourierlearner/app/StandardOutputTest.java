package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandardOutputTest {

    @Test
    void lostOutputIsAFailure() {
        assertThat(endOf("No space left on device", 0)).isEqualTo("1 flt: standard output: No space left on device");
        assertThat(endOf("Broken pipe", 0)).isEqualTo("1");
        assertThat(endOf("Broken pipe", 2)).isEqualTo("2");
    }

    @Test
    void outputThatArrivedIsNone() {
        var err = new StringWriter();
        var output = new StandardOutput(OutputStream.nullOutputStream());
        new PrintWriter(output, true, StandardCharsets.UTF_8).println("text");

        assertThat(output.exitCode(0, new PrintWriter(err))).isZero();
        assertThat(err.toString()).isEmpty();
    }

    private static String endOf(String fault, int code) {
        var err = new StringWriter();
        var output = new StandardOutput(new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException(fault);
            }
        });
        new PrintWriter(output, true, StandardCharsets.UTF_8).println("text");
        return (output.exitCode(code, new PrintWriter(err)) + " " + err).strip();
    }
}
