package org.fourierlearner.data.catalog;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.fourierlearner.storage.AtomicFile;
import org.fourierlearner.storage.AtomicFolder;
import org.fourierlearner.storage.MalformedDataException;

/// Unpacks archives that come from elsewhere.
///
/// Files and folders only, all below the target: paths that are absolute or lead upwards, drive letters,
/// links, devices, and two entries of one name are refused, and so are archives that grow past the limits.
/// What was unpacked appears whole or not at all.
public final class Archive {
    private Archive() {}

    /// How much an archive may hold.
    ///
    /// @param entries files and folders, at most
    /// @param bytes of all files together, at most
    public record Limits(int entries, long bytes) {
        /// Checks the components.
        ///
        /// @throws IllegalArgumentException if one is negative
        public Limits {
            if (entries < 0 || bytes < 0) {
                throw new IllegalArgumentException(
                        "limits: expected numbers of at least 0, got %d and %d".formatted(entries, bytes));
            }
        }

        /// {@return a million entries and 64 GiB}
        public static Limits standard() {
            return new Limits(1_000_000, 64L << 30);
        }
    }

    /// Unpacks a file as its form says; does nothing for a plain one.
    ///
    /// @param archive the file to unpack
    /// @param form what it is
    /// @param target the file to write for `GZIP`, the folder to write for the others; replaced if it exists
    /// @param limits how much it may hold
    /// @throws IOException if the archive is damaged or holds what is refused, or if writing fails; the cause
    ///     is then a [MalformedDataException] that names the archive
    public static void unpack(Path archive, DataFile.Form form, Path target, Limits limits) throws IOException {
        switch (form) {
            case PLAIN -> {}
            case GZIP ->
                AtomicFile.write(target, channel -> {
                    var unpacking = new Unpacking(archive, target, limits);
                    read(archive, () -> {
                        try (InputStream in = gunzip(archive)) {
                            unpacking.copy(in, Channels.newOutputStream(channel));
                        }
                    });
                });
            case ZIP, TAR, TAR_GZIP ->
                AtomicFolder.write(target, partial -> {
                    var unpacking = new Unpacking(archive, partial, limits);
                    unpackInto(archive, form, unpacking);
                });
        }
    }

    /// Unpacks into a folder that is there, without waiting for the disk.
    static void unpackInto(Path archive, DataFile.Form form, Unpacking unpacking) throws IOException {
        read(archive, () -> {
            if (form == DataFile.Form.ZIP) {
                ZipArchive.unpack(archive, unpacking);
                return;
            }
            try (InputStream in = form == DataFile.Form.TAR_GZIP
                    ? gunzip(archive)
                    : new BufferedInputStream(Files.newInputStream(archive))) {
                TarArchive.unpack(in, unpacking);
            }
        });
    }

    private static InputStream gunzip(Path archive) throws IOException {
        InputStream in = Files.newInputStream(archive);
        boolean opened = false;
        try {
            InputStream plain = new BufferedInputStream(new GZIPInputStream(in, 1 << 16));
            opened = true;
            return plain;
        } finally {
            if (!opened) {
                in.close();
            }
        }
    }

    @FunctionalInterface
    private interface Reading {
        void run() throws IOException;
    }

    private static void read(Path archive, Reading reading) throws IOException {
        try {
            reading.run();
        } catch (ZipException | EOFException e) {
            String reason = e.getMessage() == null ? "it ends too early" : e.getMessage();
            throw new MalformedDataException(archive, "expected an intact archive, got a fault: " + reason, e);
        }
    }
}
