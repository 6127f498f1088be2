package org.fourierlearner.data.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Images that are read when they are first asked for anything.
final class DeferredImages implements LabelledImages {
    private final Reading reading;
    private @Nullable LabelledImages images;

    private DeferredImages(Reading reading) {
        this.reading = reading;
    }

    /// {@return images to be read}
    ///
    /// @param paths what has to be there for it, and is looked for at once
    /// @param reading reads them
    static DeferredImages of(List<Path> paths, Reading reading) throws NoSuchFileException {
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new NoSuchFileException(
                        path.toString(), null, "expected images for the test, got nothing; check the path");
            }
        }
        return new DeferredImages(reading);
    }

    /// Reads the images.
    @FunctionalInterface
    interface Reading {
        LabelledImages read() throws IOException;
    }

    private synchronized LabelledImages read() throws IOException {
        LabelledImages known = images;
        if (known == null) {
            known = reading.read();
            images = known;
        }
        return known;
    }

    private LabelledImages images() {
        try {
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int count() {
        return images().count();
    }

    @Override
    public int label(int index) {
        return images().label(index);
    }

    @Override
    public Image image(int index) throws IOException {
        return read().image(index);
    }

    @Override
    public String name(int index) {
        return images().name(index);
    }

    @Override
    public String sha256() {
        return images().sha256();
    }
}
