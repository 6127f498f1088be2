package org.fourierlearner.data.catalog;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/// One file of a data set, as its source serves it.
///
/// @param name the name to keep it under, within the data set's folder
/// @param url where it comes from; http or https
/// @param sha256 the checksum that it must have, 64 lower-case hexadecimal digits
/// @param sizeBytes the size that it must have
/// @param form what to unpack once the checksum is right
/// @param alternatives what others made of the same content, taken in its place where it is at hand
public record DataFile(String name, URI url, String sha256, long sizeBytes, Form form, List<Alternative> alternatives) {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /// What a file is, and so what becomes of it.
    public enum Form {
        /// Used as it is.
        PLAIN,
        /// One compressed file, unpacked beside it under its name without `.gz`.
        GZIP,
        /// Unpacked into a folder of its name without `.zip`.
        ZIP,
        /// Unpacked into a folder of its name without `.tar`.
        TAR,
        /// Unpacked into a folder of its name without `.tar.gz` or `.tgz`.
        TAR_GZIP;

        private List<String> suffixes() {
            return switch (this) {
                case PLAIN -> List.of();
                case GZIP -> List.of(".gz");
                case ZIP -> List.of(".zip");
                case TAR -> List.of(".tar");
                case TAR_GZIP -> List.of(".tar.gz", ".tgz");
            };
        }

        private boolean fits(String name) {
            return stem(name).length() < name.length() || this == PLAIN;
        }

        private String stem(String name) {
            for (String suffix : suffixes()) {
                if (name.endsWith(suffix) && name.length() > suffix.length()) {
                    return name.substring(0, name.length() - suffix.length());
                }
            }
            return name;
        }
    }

    /// The same content, packed in another way, such as by a distribution of Linux.
    ///
    /// @param sha256 its checksum, 64 lower-case hexadecimal digits
    /// @param sizeBytes its size
    public record Alternative(String sha256, long sizeBytes) {
        /// Checks the components.
        ///
        /// @throws IllegalArgumentException if one of them is not as described
        public Alternative {
            requireSum(sha256, sizeBytes);
        }
    }

    /// Checks the components and copies the list.
    ///
    /// @throws IllegalArgumentException if one of them is not as described
    public DataFile {
        if (!EntryName.isPlain(name)) {
            throw new IllegalArgumentException("name: expected a file name without folders, got '%s'".formatted(name));
        }
        if (url.getHost() == null || !("https".equals(url.getScheme()) || "http".equals(url.getScheme()))) {
            throw new IllegalArgumentException("url: expected an http or https address, got '%s'".formatted(url));
        }
        requireSum(sha256, sizeBytes);
        if (!form.fits(name)) {
            throw new IllegalArgumentException("name: expected one that ends in %s for the form %s, got '%s'"
                    .formatted(String.join(" or ", form.suffixes()), form, name));
        }
        alternatives = List.copyOf(alternatives);
    }

    private static void requireSum(String sha256, long sizeBytes) {
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException(
                    "sha256: expected 64 lower-case hexadecimal digits, got '%s'".formatted(sha256));
        }
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("sizeBytes: expected at least 0, got " + sizeBytes);
        }
    }

    /// {@return whether a file of that size and checksum has the content that is wanted}
    boolean accepts(long bytes, String sum) {
        return (bytes == sizeBytes && sum.equals(sha256)) || alternatives.contains(new Alternative(sum, bytes));
    }

    /// {@return the name of what there is to use in the end: of the file itself, or of what it was unpacked to}
    public String unpackedName() {
        return form.stem(name);
    }
}
