package org.fourierlearner.data.catalog;

import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/// Small files with their checksums.
final class TestFiles {
    private TestFiles() {}

    static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static DataFile file(String name, URI url, byte[] bytes, DataFile.Form form) {
        return new DataFile(name, url, sha256(bytes), bytes.length, form, List.of());
    }

    static Dataset dataset(DataFile... files) {
        return new Dataset("some-data", "For tests", "CC0-1.0", List.of(files), List.of());
    }
}
