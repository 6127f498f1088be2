package org.fourierlearner.train.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The numbers of a run in the file `metrics.csv`.
///
/// The first line is `step` and the names of the columns; each call of [#record] adds a line, with
/// nothing between the commas for a column that the call leaves out. Lines end in a line feed.
/// Texts are ignored.
public final class CsvMetrics implements MetricsSink {
    private static final String FILE_NAME = "metrics.csv";

    private final Path file;
    private final FileChannel channel;
    private final Set<String> columns;

    private CsvMetrics(Path file, FileChannel channel, Set<String> columns) {
        this.file = file;
        this.channel = channel;
        this.columns = columns;
    }

    /// {@return a sink that starts a new file}
    ///
    /// @param folder the run's folder, created if absent; its `metrics.csv` is replaced
    /// @param columns the names of all numbers that will be recorded, in order
    /// @throws IllegalArgumentException if a name comes twice, is empty or `step`, or holds a comma, a
    ///     quote or a line break
    /// @throws UncheckedIOException if the file cannot be written
    public static CsvMetrics create(Path folder, List<String> columns) {
        return open(folder, columns, -1);
    }

    /// {@return a sink that goes on with the file of an interrupted run}
    ///
    /// Lines after the given step are dropped, as is a last line that was not written in full, so that
    /// the file of a resumed run equals that of an uninterrupted one. Without a file a new one is started.
    ///
    /// @param folder the run's folder
    /// @param columns the names of the file's columns, in order
    /// @param step the step of the checkpoint with which the run resumes
    /// @throws IllegalArgumentException if the names are unfit or the file has other columns
    /// @throws UncheckedIOException if the file cannot be read or written, or one of its lines does not start
    ///     with a step
    public static CsvMetrics resume(Path folder, List<String> columns, long step) {
        if (step < 0) {
            throw new IllegalArgumentException("step: expected at least 0, got " + step);
        }
        return open(folder, columns, step);
    }

    private static CsvMetrics open(Path folder, List<String> columns, long step) {
        Set<String> names = checked(columns);
        Path file = folder.resolve(FILE_NAME);
        try {
            Files.createDirectories(folder);
            long kept = step < 0 || !Files.exists(file) ? 0 : keptBytes(file, header(names), step);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.truncate(kept).position(kept);
            CsvMetrics metrics = new CsvMetrics(file, channel, names);
            if (kept == 0) {
                metrics.write(header(names));
            }
            return metrics;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> checked(List<String> columns) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : columns) {
            if (!name.matches("[^,\"\\r\\n]+") || name.equals("step") || !names.add(name)) {
                throw new IllegalArgumentException(
                        "columns: expected different names without commas, quotes and line breaks, got '%s' in %s"
                                .formatted(name, columns));
            }
        }
        return names;
    }

    private static String header(Set<String> names) {
        return names.stream().collect(Collectors.joining(",", "step,", "\n"));
    }

    /// {@return how many bytes hold the header and the complete lines up to a step}
    private static long keptBytes(Path file, String header, long step) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        String expected = new String(header.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        int start = text.indexOf('\n') + 1;
        if (start == 0) {
            return 0;
        }
        if (!text.startsWith(expected)) {
            String found = new String(
                    text.substring(0, start - 1).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            throw new IllegalArgumentException(
                    "%s: expected the columns '%s', got '%s'; start the run in another folder"
                            .formatted(file, header.stripTrailing(), found));
        }
        for (int line = 2; ; line++) {
            int end = text.indexOf('\n', start) + 1;
            if (end == 0 || stepOf(text.substring(start, end), file, line) > step) {
                return start;
            }
            start = end;
        }
    }

    private static long stepOf(String row, Path file, int line) {
        String step = row.substring(0, Math.max(0, row.indexOf(',')));
        if (!step.matches("\\d{1,18}")) {
            throw new UncheckedIOException(new IOException(
                    "%s:%d: expected a step and a comma, got '%s'".formatted(file, line, row.stripTrailing())));
        }
        return Long.parseLong(step);
    }

    /// {@inheritDoc}
    ///
    /// @throws IllegalArgumentException if a name is none of the columns
    @Override
    public void record(long step, Map<String, Double> values) {
        for (String name : values.keySet()) {
            if (!columns.contains(name)) {
                throw new IllegalArgumentException(
                        "values: expected names among %s, got '%s'".formatted(columns, name));
            }
        }
        write(columns.stream()
                .map(name -> values.containsKey(name) ? String.valueOf(values.get(name)) : "")
                .collect(Collectors.joining(",", step + ",", "\n")));
    }

    @Override
    public void text(long step, String tag, String text) {}

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String line) {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new MetricsNotWrittenException(file, e);
        }
    }
}
