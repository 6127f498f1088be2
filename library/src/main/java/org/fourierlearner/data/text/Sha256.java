package org.fourierlearner.data.text;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The hash that names texts and tokenizers.
final class Sha256 {
    private Sha256() {}

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException fault) {
            throw new AssertionError("every Java platform has SHA-256", fault);
        }
    }
}
