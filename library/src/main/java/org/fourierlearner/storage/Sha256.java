package org.fourierlearner.storage;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The hash that names data, and tells whether they are whole.
public final class Sha256 {
    private Sha256() {}

    /// {@return a hash of nothing yet}
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException fault) {
            throw new AssertionError("every Java platform has SHA-256", fault);
        }
    }
}
