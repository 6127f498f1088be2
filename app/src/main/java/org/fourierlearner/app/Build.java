package org.fourierlearner.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/// Which build is running.
///
/// @param version the version of the project
/// @param commit the commit it was built from, with `-modified` after it if files differed from that
///     commit, or `unknown`
record Build(String version, String commit) {

    /// {@return the build that this class belongs to}
    static Build current() {
        var properties = new Properties();
        try (InputStream in = Objects.requireNonNull(Build.class.getResourceAsStream("build.properties"))) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Build(properties.getProperty("version", "unknown"), properties.getProperty("commit", "unknown"));
    }

    @Override
    public String toString() {
        return "%s, commit %s".formatted(version, commit);
    }
}
