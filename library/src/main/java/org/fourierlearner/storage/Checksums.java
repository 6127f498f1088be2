package org.fourierlearner.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The list of checksums of a folder, in the format of `sha256sum`.
final class Checksums {
    static final String FILE = "checksums.sha256";
    private static final Pattern LINE = Pattern.compile("(?<sum>[0-9a-f]{64})  (?<name>.+)");

    private Checksums() {}

    /// Brings every file of a folder to the disk and lists them all.
    static void write(Path folder) throws IOException {
        var list = new StringBuilder();
        for (Path path : below(folder)) {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                Fsync.folder(path);
                continue;
            }
            String name = name(folder, path);
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(name + ": expected a file or a folder, got a link or something else");
            }
            if (name.contains("\n") || name.contains("\\")) {
                throw new IOException(name + ": expected a name without line break or backslash");
            }
            Fsync.file(path);
            list.append(sum(path)).append("  ").append(name).append('\n');
        }
        Path file = folder.resolve(FILE);
        Files.writeString(file, list, StandardOpenOption.CREATE_NEW);
        Fsync.file(file);
    }

    /// {@return the first difference between a folder and its list}
    static Optional<String> damage(Path folder) {
        try {
            return firstDamage(folder);
        } catch (NoSuchFileException e) {
            return Optional.of("%s: missing".formatted(name(folder, Path.of(e.getFile()))));
        } catch (IOException e) {
            return Optional.of("cannot be read: " + e.getMessage());
        }
    }

    private static Optional<String> firstDamage(Path folder) throws IOException {
        Map<String, String> listed = new TreeMap<>();
        for (String line : new String(Files.readAllBytes(folder.resolve(FILE)), StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                return Optional.of(FILE + ": not a list of checksums");
            }
            listed.put(matcher.group("name"), matcher.group("sum"));
        }
        Map<String, Path> present = new TreeMap<>();
        for (Path path : below(folder)) {
            if (!Files.isDirectory(path)) {
                present.put(name(folder, path), path);
            }
        }
        for (Map.Entry<String, String> entry : listed.entrySet()) {
            // looked up, since a damaged name may lead anywhere
            Path file = present.get(entry.getKey());
            if (file == null) {
                return Optional.of(entry.getKey() + ": missing");
            }
            if (!sum(file).equals(entry.getValue())) {
                return Optional.of(entry.getKey() + ": checksum differs");
            }
        }
        for (Map.Entry<String, Path> entry : present.entrySet()) {
            String name = entry.getKey();
            boolean hidden = entry.getValue().getFileName().toString().startsWith(".");
            if (!hidden && !name.equals(FILE) && !listed.containsKey(name)) {
                return Optional.of("%s: not in %s".formatted(name, FILE));
            }
        }
        return Optional.empty();
    }

    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            var all = new ArrayList<>(paths.filter(path -> !path.equals(folder)).toList());
            all.sort((a, b) -> name(folder, a).compareTo(name(folder, b)));
            return all;
        }
    }

    private static String name(Path folder, Path path) {
        var names = new ArrayList<String>();
        folder.relativize(path).forEach(part -> names.add(part.toString()));
        return String.join("/", names);
    }

    private static String sum(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
