package org.fourierlearner.data.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fourierlearner.storage.AtomicFile;
import org.fourierlearner.storage.AtomicFolder;
import org.fourierlearner.storage.FolderLock;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The data sets that are known by name.
///
/// A catalog is a JSON file: `{"datasets": [{"name": …, "description": …, "licence": …, "files": [{"name": …,
/// "url": …, "sha256": …, "sizeBytes": …, "form": "PLAIN", "alternatives": [{"sha256": …, "sizeBytes": …}]}],
/// "installed": [FOLDER]}]}`.
public final class Catalog {
    private static final String BUNDLED = "catalog.json";
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private final Map<String, Dataset> datasets;

    private Catalog(Map<String, Dataset> datasets) {
        this.datasets = datasets;
    }

    /// How a catalog is written.
    private record Content(List<Dataset> datasets) {}

    /// {@return the catalog that comes with the library}
    public static Catalog bundled() {
        try (InputStream in = Catalog.class.getResourceAsStream(BUNDLED)) {
            if (in == null) {
                throw new IllegalStateException(BUNDLED + ": expected it beside the library's classes, got nothing");
            }
            return read(BUNDLED, in);
        } catch (IOException e) {
            throw new IllegalStateException(BUNDLED + ": the library's own catalog cannot be read", e);
        }
    }

    /// {@return a catalog read from JSON}
    ///
    /// @param source for messages, such as a file's name
    /// @param in the JSON; left open
    /// @throws IOException if it cannot be read or is not a catalog; names the source
    public static Catalog read(String source, InputStream in) throws IOException {
        Content content;
        try {
            content = MAPPER.readValue(in.readAllBytes(), Content.class);
        } catch (JacksonException e) {
            throw new IOException(
                    "%s: expected a catalog, got a fault: %s".formatted(source, e.getOriginalMessage()), e);
        }
        if (content == null || content.datasets.contains(null)) {
            throw new IOException("%s: expected a catalog, got null".formatted(source));
        }
        Map<String, Dataset> datasets = new LinkedHashMap<>();
        for (Dataset dataset : content.datasets) {
            if (datasets.putIfAbsent(dataset.name(), dataset) != null) {
                throw new IOException("%s: expected distinct names, got '%s' twice".formatted(source, dataset.name()));
            }
        }
        return new Catalog(datasets);
    }

    /// {@return all data sets, in the order of the catalog}
    public List<Dataset> datasets() {
        return List.copyOf(datasets.values());
    }

    /// {@return a data set}
    ///
    /// @param name its name
    /// @throws IllegalArgumentException if it is unknown; lists the known ones
    public Dataset dataset(String name) {
        Dataset dataset = datasets.get(name);
        if (dataset == null) {
            throw new IllegalArgumentException(
                    "dataset: expected one of %s, got '%s'".formatted(datasets.keySet(), name));
        }
        return dataset;
    }

    /// {@return where the data is in the end, one path for each file} Takes files that are at hand instead of
    /// fetching them: copies, checks and unpacks them.
    ///
    /// @param dataset what is wanted
    /// @param from a folder with all its files, under their names
    /// @param target the folder to copy to; created if it is missing. May be `from` itself
    /// @throws IOException if a file is missing or not the right one, if writing fails, or if another process
    ///     is filling the folder
    public static List<Path> take(Dataset dataset, Path from, Path target) throws IOException {
        try (FolderLock _ = lock(target)) {
            List<Path> results = new ArrayList<>();
            for (DataFile file : dataset.files()) {
                Path source = from.resolve(file.name());
                if (Files.notExists(source)) {
                    throw new IOException("%s: expected a file of %d bytes, got none; fetch it from %s"
                            .formatted(source, file.sizeBytes(), file.url()));
                }
                Path copy = target.resolve(file.name());
                if (Files.exists(copy) && Files.isSameFile(source, copy)) {
                    Verification.of(file, source).requireRight(source);
                } else {
                    AtomicFile.write(copy, channel -> {
                        var verification = new Verification(file);
                        verification.copy(source, channel);
                        verification.requireRight(source);
                    });
                }
                results.add(unpack(file, target));
            }
            return results;
        }
    }

    /// {@return the lock of a folder for data, rid of what a killed process left unfinished in it}
    static FolderLock lock(Path target) throws IOException {
        FolderLock lock = FolderLock.acquire("data folder", target, "wait for it");
        boolean recovered = false;
        try {
            AtomicFolder.recover(target);
            recovered = true;
            return lock;
        } finally {
            if (!recovered) {
                lock.close();
            }
        }
    }

    static Path unpack(DataFile file, Path target) throws IOException {
        Path unpacked = target.resolve(file.unpackedName());
        Archive.unpack(target.resolve(file.name()), file.form(), unpacked, Archive.Limits.standard());
        return unpacked;
    }
}
