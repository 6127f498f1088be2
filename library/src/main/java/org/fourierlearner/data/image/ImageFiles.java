package org.fourierlearner.data.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.fourierlearner.storage.Sha256;

/// Images in a file each.
///
/// @param files at least one
/// @param sha256 of all
record ImageFiles(List<Labelled> files, String sha256) implements LabelledImages {

    /// A file with its label.
    ///
    /// @param path where it is
    /// @param name what to call it
    /// @param label the index of its class
    record Labelled(Path path, String name, int label) {}

    /// {@return the images of files, which are read once for their hash: that of names, labels, sizes and content}
    static ImageFiles of(List<Labelled> files) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            for (Labelled file : files) {
                String heading = "%s\0%d\0%d\0".formatted(file.name, file.label, Files.size(file.path));
                out.write(heading.getBytes(UTF_8));
                Files.copy(file.path, out);
            }
        }
        return new ImageFiles(List.copyOf(files), HexFormat.of().formatHex(digest.digest()));
    }

    @Override
    public int count() {
        return files.size();
    }

    @Override
    public int label(int index) {
        return files.get(index).label;
    }

    @Override
    public Image image(int index) throws IOException {
        return ImageReader.read(files.get(index).path);
    }

    @Override
    public String name(int index) {
        return files.get(index).name;
    }
}
