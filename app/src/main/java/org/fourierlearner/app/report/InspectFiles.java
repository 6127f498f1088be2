package org.fourierlearner.app.report;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.imageio.ImageIO;

/// Writes an [InspectReport], a [PlaneReport] or a [RadialReport].
public final class InspectFiles {
    private InspectFiles() {}

    /// Writes `inspect.html`, `encodings.png`, `spectra.png`, `attention.png` and `training.png`.
    ///
    /// @param report what to show
    /// @param folder where to write; made if absent, files of these names are replaced
    /// @return the files, the page first
    /// @throws IOException if a file cannot be written
    public static List<Path> write(InspectReport report, Path folder) throws IOException {
        Files.createDirectories(folder);
        var files = new ArrayList<Path>();
        files.add(Files.writeString(folder.resolve("inspect.html"), new InspectPage(report).toHtml()));
        var pictures = new InspectPictures(report);
        var drawn = new LinkedHashMap<String, Supplier<BufferedImage>>();
        drawn.put("encodings.png", pictures::encodings);
        drawn.put("spectra.png", pictures::spectra);
        drawn.put("attention.png", pictures::attention);
        drawn.put("training.png", pictures::training);
        files.addAll(write(drawn, folder));
        return List.copyOf(files);
    }

    /// Writes `encodings.png`, `spectra.png`, `attention.png` and `training.png`.
    ///
    /// @param report what to show
    /// @param folder where to write; made if absent, files of these names are replaced
    /// @return the files
    /// @throws IOException if a file cannot be written
    public static List<Path> write(PlaneReport report, Path folder) throws IOException {
        Files.createDirectories(folder);
        var pictures = new PlanePictures(report);
        var drawn = new LinkedHashMap<String, Supplier<BufferedImage>>();
        drawn.put("encodings.png", pictures::encodings);
        drawn.put("spectra.png", pictures::spectra);
        drawn.put("attention.png", pictures::attention);
        drawn.put("training.png", new TrainingPicture(report.curve())::draw);
        return write(drawn, folder);
    }

    /// Writes `encodings.png`, `training.png` and `encodings.csv`.
    ///
    /// @param report what to show
    /// @param folder where to write; made if absent, files of these names are replaced
    /// @return the files
    /// @throws IOException if a file cannot be written
    public static List<Path> write(RadialReport report, Path folder) throws IOException {
        Files.createDirectories(folder);
        var pictures = new RadialPictures(report);
        var drawn = new LinkedHashMap<String, Supplier<BufferedImage>>();
        drawn.put("encodings.png", pictures::encodings);
        drawn.put("training.png", pictures::training);
        var files = new ArrayList<>(write(drawn, folder));
        files.add(Files.writeString(folder.resolve("encodings.csv"), pictures.csv()));
        return files;
    }

    private static List<Path> write(Map<String, Supplier<BufferedImage>> pictures, Path folder) throws IOException {
        var files = new ArrayList<Path>();
        for (var picture : pictures.entrySet()) {
            var file = folder.resolve(picture.getKey());
            try (var stream = Files.newOutputStream(file)) {
                ImageIO.write(picture.getValue().get(), "png", stream);
            }
            files.add(file);
        }
        return files;
    }
}
