package org.fourierlearner.train.metrics;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.fourierlearner.storage.ProtoMessage;

/// The numbers and texts of a run in an event file of TensorBoard.
///
/// Numbers are kept in single precision. Each sink writes a file of its own beside those that are there.
///
/// Source: TensorFlow, `event.proto`, `summary.proto` and `tensor.proto` for the messages, and the TFRecord format: a
/// record is the length (8 bytes), its masked CRC-32C (4), the message, and its masked CRC-32C (4),
/// little-endian, where the mask of `c` is `(c rotated right by 15) + a282ead8₁₆`.
public final class TensorBoardMetrics implements MetricsSink {
    private static final String PREFIX = "events.out.tfevents.";
    private static final int CHECKSUM_ROTATION = 15;
    private static final int CHECKSUM_OFFSET = 0xa282ead8;

    private final Path file;
    private final OutputStream out;
    private final Clock clock;

    private TensorBoardMetrics(Path file, OutputStream out, Clock clock) {
        this.file = file;
        this.out = out;
        this.clock = clock;
    }

    /// {@return a sink that writes a new event file}
    ///
    /// TensorBoard is told to forget what files of an earlier attempt hold.
    ///
    /// @param folder the run's folder, created if absent
    /// @throws UncheckedIOException if the file cannot be written
    public static TensorBoardMetrics create(Path folder) {
        return create(folder, Clock.systemUTC());
    }

    /// {@return a sink that writes a new event file, in which the run resumes}
    ///
    /// TensorBoard is told to forget what earlier files hold after the given step.
    ///
    /// @param folder the run's folder
    /// @param step the step of the checkpoint with which the run resumes
    /// @throws UncheckedIOException if the file cannot be written
    public static TensorBoardMetrics resume(Path folder, long step) {
        return resume(folder, step, Clock.systemUTC());
    }

    static TensorBoardMetrics create(Path folder, Clock clock) {
        boolean again = hasEvents(folder);
        TensorBoardMetrics metrics = open(folder, clock);
        if (again) {
            metrics.forgetFrom(0);
        }
        return metrics;
    }

    static TensorBoardMetrics resume(Path folder, long step, Clock clock) {
        TensorBoardMetrics metrics = open(folder, clock);
        metrics.forgetFrom(step + 1);
        return metrics;
    }

    private void forgetFrom(long step) {
        ProtoMessage start = new ProtoMessage().integer(SessionLog.STATUS, SessionLog.START);
        write(event().integer(Event.STEP, step).message(Event.SESSION_LOG, start));
    }

    private static boolean hasEvents(Path folder) {
        if (Files.notExists(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith(PREFIX));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TensorBoardMetrics open(Path folder, Clock clock) {
        try {
            Files.createDirectories(folder);
            Path file;
            int count = 0;
            do {
                String name =
                        "%010d.fourierlearner.%d".formatted(clock.instant().getEpochSecond(), count++);
                file = folder.resolve(PREFIX + name);
            } while (Files.exists(file));
            OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
            TensorBoardMetrics metrics = new TensorBoardMetrics(file, out, clock);
            metrics.write(metrics.event().text(Event.FILE_VERSION, "brain.Event:2"));
            return metrics;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void record(long step, Map<String, Double> values) {
        ProtoMessage summary = new ProtoMessage();
        values.forEach((tag, value) -> summary.message(
                Summary.VALUE,
                new ProtoMessage().text(Summary.TAG, tag).float32(Summary.SIMPLE_VALUE, value.floatValue())));
        writeSummary(step, summary);
    }

    @Override
    public void text(long step, String tag, String text) {
        ProtoMessage scalarShape = new ProtoMessage();
        ProtoMessage tensor = new ProtoMessage()
                .integer(Tensor.TYPE, Tensor.STRING)
                .message(Tensor.SHAPE, scalarShape)
                .text(Tensor.STRING_VALUE, text);
        ProtoMessage plugin = new ProtoMessage().text(Summary.PLUGIN_NAME, "text");
        ProtoMessage value = new ProtoMessage()
                .text(Summary.TAG, tag)
                .message(Summary.TENSOR, tensor)
                .message(Summary.METADATA, new ProtoMessage().message(Summary.PLUGIN, plugin));
        writeSummary(step, new ProtoMessage().message(Summary.VALUE, value));
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProtoMessage event() {
        return new ProtoMessage().float64(Event.WALL_TIME, clock.millis() / 1e3);
    }

    private void writeSummary(long step, ProtoMessage summary) {
        write(event().integer(Event.STEP, step).message(Event.SUMMARY, summary));
    }

    private void write(ProtoMessage event) {
        byte[] data = event.toBytes();
        ByteBuffer frame = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + data.length + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(data.length);
        frame.putInt(checksum(frame.array(), Long.BYTES)).put(data).putInt(checksum(data, data.length));
        try {
            out.write(frame.array());
        } catch (IOException e) {
            throw new MetricsNotWrittenException(file, e);
        }
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return Integer.rotateRight((int) crc.getValue(), CHECKSUM_ROTATION) + CHECKSUM_OFFSET;
    }

    /// Field numbers of `Event`.
    private static final class Event {
        static final int WALL_TIME = 1;
        static final int STEP = 2;
        static final int FILE_VERSION = 3;
        static final int SUMMARY = 5;
        static final int SESSION_LOG = 7;
    }

    /// Field number and value of `SessionLog`.
    private static final class SessionLog {
        static final int STATUS = 1;
        static final int START = 1;
    }

    /// Field numbers of `Summary`, `Summary.Value`, `SummaryMetadata` and `SummaryMetadata.PluginData`.
    private static final class Summary {
        static final int VALUE = 1;
        static final int TAG = 1;
        static final int SIMPLE_VALUE = 2;
        static final int TENSOR = 8;
        static final int METADATA = 9;
        static final int PLUGIN = 1;
        static final int PLUGIN_NAME = 1;
    }

    /// Field numbers of `TensorProto`, and its type for strings.
    private static final class Tensor {
        static final int TYPE = 1;
        static final int STRING = 7;
        static final int SHAPE = 2;
        static final int STRING_VALUE = 8;
    }
}
