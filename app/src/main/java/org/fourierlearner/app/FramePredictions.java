package org.fourierlearner.app;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.fourierlearner.data.molecule.Molecule;
import org.fourierlearner.data.molecule.MoleculeKeys;
import org.fourierlearner.data.molecule.XyzColumn;
import org.fourierlearner.data.molecule.XyzFrame;
import org.fourierlearner.data.molecule.XyzReader;
import org.fourierlearner.data.molecule.XyzValue;
import org.fourierlearner.data.molecule.XyzWriter;
import org.fourierlearner.storage.AtomicFile;
import org.fourierlearner.task.MoleculePrediction;
import org.fourierlearner.task.MoleculePredictor;
import org.jspecify.annotations.Nullable;

/// Frames of extended XYZ with what a model says of them: energies in eV and, if it was trained with forces,
/// forces in eV/Å. All else of a frame stays as it was. They are read and predicted some at a time.
final class FramePredictions implements AutoCloseable {

    /// Frames of about so many atoms are in memory at once.
    private static final int ATOMS_AT_ONCE = 8192;

    private final MoleculePredictor predictor;
    private final Iterator<Path> files;
    private @Nullable XyzReader reader;

    /// @param predictor left open
    /// @param files of extended XYZ, read one after another
    FramePredictions(MoleculePredictor predictor, List<Path> files) {
        this.predictor = predictor;
        this.files = files.iterator();
    }

    /// {@return what a prediction is called}
    ///
    /// @param name of the key or column that is predicted
    static String named(String name) {
        return "predicted_" + name;
    }

    /// Prints frames as they are ready.
    void print(PrintWriter out) throws IOException {
        for (List<XyzFrame> frames = next(); !frames.isEmpty(); frames = next()) {
            var bytes = new ByteArrayOutputStream();
            try (var writer = new XyzWriter(Path.of("standard output"), bytes)) {
                for (XyzFrame frame : frames) {
                    writer.write(frame);
                }
            }
            out.print(bytes.toString(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    /// Writes all frames, or nothing.
    ///
    /// @param target replaced if it exists; with the ending `.gz` or `.xz` it is packed
    /// @throws UncheckedIOException if a frame cannot be predicted
    void write(Path target) throws IOException {
        AtomicFile.write(target, channel -> {
            try (var writer = new XyzWriter(target, stream(channel))) {
                for (List<XyzFrame> frames = nextOrFail(); !frames.isEmpty(); frames = nextOrFail()) {
                    for (XyzFrame frame : frames) {
                        writer.write(frame);
                    }
                }
            }
        });
    }

    /// The channel is not the writer's to close.
    private static OutputStream stream(SeekableByteChannel channel) {
        return new FilterOutputStream(Channels.newOutputStream(channel)) {
            @Override
            public void write(byte[] bytes, int offset, int count) throws IOException {
                out.write(bytes, offset, count);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        };
    }

    /// What cannot be read is no fault of the file that is written, and shall not be told as one.
    private List<XyzFrame> nextOrFail() {
        try {
            return next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// {@return some frames with predictions; none after the last}
    private List<XyzFrame> next() throws IOException {
        MoleculeKeys keys = predictor.keys();
        List<XyzFrame> frames = new ArrayList<>();
        List<Molecule> molecules = new ArrayList<>();
        long atoms = 0;
        while (atoms < ATOMS_AT_ONCE) {
            XyzFrame frame = read();
            if (frame == null) {
                break;
            }
            frames.add(frame);
            molecules.add(Molecule.of(frame, keys, false));
            atoms += frame.count();
        }
        List<MoleculePrediction> predictions =
                predictor.predict(molecules, keys.forces().isPresent());
        for (int i = 0; i < frames.size(); i++) {
            frames.set(i, with(frames.get(i), predictions.get(i)));
        }
        return frames;
    }

    private @Nullable XyzFrame read() throws IOException {
        while (reader != null || files.hasNext()) {
            if (reader == null) {
                reader = new XyzReader(files.next());
            }
            XyzFrame frame = reader.next();
            if (frame != null) {
                return frame;
            }
            close();
        }
        return null;
    }

    private XyzFrame with(XyzFrame frame, MoleculePrediction prediction) {
        XyzFrame told = frame;
        List<MoleculeKeys.Target> targets = predictor.keys().targets();
        for (int t = 0; t < targets.size(); t++) {
            told = told.with(named(targets.get(t).key()), XyzValue.of(prediction.targets()[t]));
        }
        double[] forces = prediction.forces();
        return forces == null ? told : told.with(XyzColumn.ofReals(named("forces"), 3, forces));
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
