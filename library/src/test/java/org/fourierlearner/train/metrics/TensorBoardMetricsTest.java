package org.fourierlearner.train.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fourierlearner.testkit.ProtoFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardMetricsTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1_600_000_000_500L), ZoneOffset.UTC);

    @TempDir
    private Path folder;

    @Test
    void theFirstRecordNamesTheVersion() throws IOException {
        TensorBoardMetrics.create(folder, CLOCK).close();
        assertThat(HexFormat.ofDelimiter(" ").formatHex(Files.readAllBytes(onlyFile())))
                .isEqualTo("18 00 00 00 00 00 00 00 a3 7f 4b 22 "
                        + "09 00 00 20 00 84 d7 d7 41 1a 0d 62 72 61 69 6e 2e 45 76 65 6e 74 3a 32 e2 02 d0 5d");
        assertThat(onlyFile().getFileName()).hasToString("events.out.tfevents.1600000000.fourierlearner.0");
    }

    @Test
    void numbersReadBack() throws IOException {
        try (MetricsSink sink = TensorBoardMetrics.create(folder, CLOCK)) {
            sink.record(300, Map.of("train/loss", 0.1));
            sink.record(1L << 40, Map.of("größe", Double.NaN));
        }
        List<ProtoFields> events = events(onlyFile());
        assertThat(events).hasSize(3);
        ProtoFields event = events.get(1);
        assertThat(event.number(1)).isEqualTo(Double.doubleToRawLongBits(1_600_000_000.5));
        assertThat(event.number(2)).isEqualTo(300);
        ProtoFields value = event.message(5).message(1);
        assertThat(value.text(1)).isEqualTo("train/loss");
        assertThat(Float.intBitsToFloat((int) value.number(2))).isEqualTo(0.1f);
        assertThat(events.get(2).number(2)).isEqualTo(1L << 40);
        assertThat(events.get(2).message(5).message(1).text(1)).isEqualTo("größe");
        assertThat(Float.intBitsToFloat(
                        (int) events.get(2).message(5).message(1).number(2)))
                .isNaN();
    }

    @Test
    void textsReadBack() throws IOException {
        String text = "once ".repeat(100);
        try (MetricsSink sink = TensorBoardMetrics.create(folder, CLOCK)) {
            sink.text(7, "sample", text);
        }
        ProtoFields event = events(onlyFile()).get(1);
        assertThat(event.number(2)).isEqualTo(7);
        ProtoFields value = event.message(5).message(1);
        assertThat(value.text(1)).isEqualTo("sample");
        assertThat(value.message(8).number(1)).isEqualTo(7);
        assertThat(value.message(8).message(2).fields()).isEmpty();
        assertThat(value.message(8).text(8)).isEqualTo(text);
        assertThat(value.message(9).message(1).text(1)).isEqualTo("text");
    }

    @Test
    void aResumedRunTellsTensorBoardToForgetLaterSteps() throws IOException {
        TensorBoardMetrics.create(folder, CLOCK).close();
        TensorBoardMetrics.resume(folder, 41, CLOCK).close();
        Path second = folder.resolve("events.out.tfevents.1600000000.fourierlearner.1");
        ProtoFields start = events(second).get(1);
        assertThat(start.number(2)).isEqualTo(42);
        assertThat(start.message(7).number(1)).isEqualTo(1);
    }

    @Test
    void aRunThatBeginsAgainTellsTensorBoardToForgetTheFirstAttempt() throws IOException {
        TensorBoardMetrics.create(folder, CLOCK).close();
        assertThat(events(onlyFile())).hasSize(1);
        TensorBoardMetrics.create(folder, CLOCK).close();
        Path second = folder.resolve("events.out.tfevents.1600000000.fourierlearner.1");
        ProtoFields start = events(second).get(1);
        assertThat(start.number(2)).isZero();
        assertThat(start.message(7).number(1)).isEqualTo(1);
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.getFirst();
        }
    }

    private static List<ProtoFields> events(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<ProtoFields> events = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] length = new byte[8];
            in.get(length);
            assertThat(in.getInt()).isEqualTo(maskedChecksum(length));
            byte[] data = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            in.get(data);
            assertThat(in.getInt()).isEqualTo(maskedChecksum(data));
            events.add(ProtoFields.parse(data));
        }
        return events;
    }

    /// CRC-32C bit by bit, so that the test does not lean on the class under test's library call.
    private static int maskedChecksum(byte[] data) {
        int crc = -1;
        for (byte b : data) {
            crc ^= b & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ 0x82f63b78;
            }
        }
        crc = ~crc;
        return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
    }
}
