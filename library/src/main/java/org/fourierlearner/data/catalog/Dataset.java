package org.fourierlearner.data.catalog;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A data set that can be fetched.
///
/// @param name lower-case words joined by hyphens, such as `tiny-shakespeare`
/// @param description one line for people
/// @param licence under what terms it may be used
/// @param files at least one, of distinct names
/// @param installed folders in which packages of the system put all the files
public record Dataset(String name, String description, String licence, List<DataFile> files, List<String> installed) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    /// Checks the components and copies the lists.
    ///
    /// @throws IllegalArgumentException if one of them is not as described
    public Dataset {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name: expected lower-case words joined by hyphens, got '%s'".formatted(name));
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException("files: expected at least one, got none");
        }
        Set<String> taken = new HashSet<>();
        for (DataFile file : files) {
            boolean free = taken.add(file.name());
            if (!file.unpackedName().equals(file.name())) {
                free &= taken.add(file.unpackedName());
            }
            if (!free) {
                throw new IllegalArgumentException(
                        "files: expected distinct names, got '%s' twice".formatted(file.name()));
            }
        }
        files = List.copyOf(files);
        installed = List.copyOf(installed);
    }

    /// {@return a folder of this machine that a package of the system put the files in, if there is one}
    public Optional<Path> installedFolder() {
        return installed.stream()
                .map(Path::of)
                .filter(folder -> files.stream().allMatch(file -> Files.exists(folder.resolve(file.name()))))
                .findFirst();
    }

    /// {@return the size of all files as they are fetched}
    public long sizeBytes() {
        return files.stream().mapToLong(DataFile::sizeBytes).sum();
    }
}
