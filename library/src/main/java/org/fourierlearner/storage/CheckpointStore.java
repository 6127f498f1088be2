package org.fourierlearner.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The checkpoints of one run: the best and the last few, each whole or absent.
///
/// A checkpoint is a folder such as `step-00001000` with the caller's files, `checkpoint.json` (step and
/// score) and `checksums.sha256`. One process at a time may use a store, and one thread: hold the
/// [FolderLock] of the run.
public final class CheckpointStore {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String DESCRIPTION = "checkpoint.json";
    private static final Pattern NAME = Pattern.compile("step-[0-9]{8,18}");
    private static final Comparator<Checkpoint> NEWEST_FIRST =
            Comparator.comparingLong(Checkpoint::step).reversed();
    private static final Comparator<Checkpoint> BEST_FIRST =
            Comparator.comparingDouble(Checkpoint::score).thenComparing(NEWEST_FIRST);

    private final Path folder;
    private final int keepLast;
    private final Consumer<String> notices;

    /// Found damaged since opening: these do not take the place of good ones.
    private final Set<Path> damaged = new HashSet<>();

    private CheckpointStore(Path folder, int keepLast, Consumer<String> notices) {
        this.folder = folder;
        this.keepLast = keepLast;
        this.notices = notices;
    }

    /// {@return the store of a folder, free of what a killed process left unfinished in it}
    ///
    /// @param folder the `checkpoints` folder of a run; created if it is missing
    /// @param keepLast how many of the newest checkpoints to keep, at least 1
    /// @param notices told about each damaged checkpoint that is passed over
    /// @throws IOException if the folder cannot be created or cleaned
    public static CheckpointStore open(Path folder, int keepLast, Consumer<String> notices) throws IOException {
        if (keepLast < 1) {
            throw new IllegalArgumentException("keepLast: expected at least 1, got " + keepLast);
        }
        Fsync.createDirectories(folder);
        AtomicFolder.recover(folder);
        return new CheckpointStore(folder, keepLast, notices);
    }

    /// {@return the store of a folder in which another process may be writing, to read from it only: what is
    /// unfinished in it stays}
    ///
    /// @param folder the `checkpoints` folder of a run
    /// @param notices told about each damaged checkpoint that is passed over
    public static CheckpointStore reading(Path folder, Consumer<String> notices) {
        return new CheckpointStore(folder, 1, notices);
    }

    /// {@return the new checkpoint} When this returns, it survives a power failure. Then all others go but
    /// the best and the last few. A checkpoint of the same step is replaced.
    ///
    /// @param step the number of optimizer steps done, at least 0
    /// @param score the lower the better; NaN counts as worst
    /// @param content writes the files, under names other than `checkpoint.json` and `checksums.sha256`
    /// @throws IOException if writing fails; the older checkpoints are then untouched
    public Checkpoint save(long step, double score, AtomicFolder.Content content) throws IOException {
        Path target = folderOf(step);
        AtomicFolder.write(target, partial -> {
            content.writeTo(partial);
            Files.writeString(partial.resolve(DESCRIPTION), describe(step, score));
        });
        damaged.remove(target);
        var saved = new Checkpoint(step, score, target);
        retain(saved);
        return saved;
    }

    private void retain(Checkpoint saved) throws IOException {
        List<Checkpoint> good = new ArrayList<>();
        for (Path path : newestFirst()) {
            if (!damaged.contains(path)) {
                read(path).ifPresent(good::add);
            }
        }
        Set<Path> kept = new HashSet<>();
        kept.add(saved.folder());
        good.stream().limit(keepLast).forEach(checkpoint -> kept.add(checkpoint.folder()));
        good.stream().min(BEST_FIRST).ifPresent(best -> kept.add(best.folder()));
        for (Path path : newestFirst()) {
            if (!kept.contains(path)) {
                AtomicFolder.delete(path);
            }
        }
    }

    /// {@return the newest checkpoint whose checksums are right, if there is one}
    ///
    /// Reads every byte of it. Damaged ones are passed over, with a notice.
    ///
    /// @throws IOException if the store cannot be listed
    public Optional<Checkpoint> latest() throws IOException {
        return firstGood(newestFirst());
    }

    /// {@return the checkpoint with the lowest score among those whose checksums are right, if there is one; of
    /// equals, the newest}
    ///
    /// @throws IOException if the store cannot be listed
    public Optional<Checkpoint> best() throws IOException {
        List<Path> unreadable = new ArrayList<>();
        List<Checkpoint> readable = new ArrayList<>();
        for (Path path : newestFirst()) {
            read(path).ifPresentOrElse(readable::add, () -> unreadable.add(path));
        }
        readable.sort(BEST_FIRST);
        return firstGood(Stream.concat(unreadable.stream(), readable.stream().map(Checkpoint::folder))
                .toList());
    }

    /// {@return the checkpoint of a step, if there is one and its checksums are right} Otherwise a notice
    /// tells what is wrong with it.
    ///
    /// @param step the number of optimizer steps done
    /// @throws IOException if the store cannot be listed
    public Optional<Checkpoint> at(long step) throws IOException {
        Path target = folderOf(step);
        return firstGood(newestFirst().stream().filter(target::equals).toList());
    }

    /// Deletes the checkpoints after a step: call it when a run goes on from an older one, so that
    /// [#latest] does not return to the abandoned course.
    ///
    /// @param step the last step to keep
    /// @throws IOException if deleting fails
    public void discardAfter(long step) throws IOException {
        for (Path path : newestFirst()) {
            if (stepOf(path) > step) {
                AtomicFolder.delete(path);
            }
        }
    }

    private Optional<Checkpoint> firstGood(List<Path> candidates) {
        record Fault(String name, String damage) {}
        List<Fault> faults = new ArrayList<>();
        Optional<Checkpoint> good = Optional.empty();
        for (Path path : candidates) {
            Optional<String> damage = AtomicFolder.damage(path);
            if (damage.isEmpty()) {
                good = read(path);
                damage = good.isPresent() ? damage : Optional.of(DESCRIPTION + ": not a description of this step");
            }
            if (damage.isEmpty()) {
                break;
            }
            damaged.add(path);
            faults.add(new Fault(path.getFileName().toString(), damage.get()));
        }
        String next = good.map(
                        checkpoint -> "falling back to " + checkpoint.folder().getFileName())
                .orElse("there is none to fall back to");
        faults.forEach(
                fault -> notices.accept("checkpoint %s is damaged (%s); %s".formatted(fault.name, fault.damage, next)));
        return good;
    }

    private List<Path> newestFirst() throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(
                            path -> NAME.matcher(path.getFileName().toString()).matches())
                    .sorted(Comparator.comparingLong(CheckpointStore::stepOf).reversed())
                    .toList();
        }
    }

    private Path folderOf(long step) {
        if (step < 0) {
            throw new IllegalArgumentException("step: expected at least 0, got " + step);
        }
        return folder.resolve("step-%08d".formatted(step));
    }

    private static long stepOf(Path path) {
        return Long.parseLong(path.getFileName().toString().substring("step-".length()));
    }

    private static String describe(long step, double score) {
        var node = MAPPER.createObjectNode().put("step", step);
        // JSON has no NaN and no infinity
        node = Double.isFinite(score) ? node.put("score", score) : node.put("score", Double.toString(score));
        return MAPPER.writeValueAsString(node) + "\n";
    }

    private static Optional<Checkpoint> read(Path path) {
        try {
            JsonNode node = MAPPER.readTree(Files.readAllBytes(path.resolve(DESCRIPTION)));
            long step = node.path("step").longValue();
            JsonNode score = node.path("score");
            double value = score.isNumber() ? score.doubleValue() : Double.parseDouble(score.stringValue());
            return step == stepOf(path) ? Optional.of(new Checkpoint(step, value, path)) : Optional.empty();
        } catch (IOException | JacksonException | NumberFormatException _) {
            return Optional.empty();
        }
    }
}
