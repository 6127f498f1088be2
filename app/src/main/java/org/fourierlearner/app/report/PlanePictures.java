package org.fourierlearner.app.report;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The pictures of a [PlaneReport].
///
/// @param report what to draw
record PlanePictures(PlaneReport report) {
    private static final int MOST_HEADS = 48;
    private static final int MOST_COLUMNS = 4;

    /// {@return `f(Δ)` and its estimate side by side, for each head}
    BufferedImage encodings() {
        var title = "Learned relative positional encodings";
        var heads = heads().filter(head -> !head.encoding().isEmpty()).toList();
        if (heads.isEmpty()) {
            return nothing(title);
        }
        var reach = heads.stream().mapToDouble(head -> head.encoding().reach()).max();
        var colors = diverging(reach.orElse(0));
        var panels = new ArrayList<BufferedImage>();
        for (var head : heads) {
            var encoding = head.encoding();
            panels.add(encoding(head.name() + ": learned", encoding, encoding.closedForm(), colors));
            panels.add(encoding("estimate", encoding, encoding.sampled(), colors));
        }
        var subtitle = "f(Δ) in nats, Δ = query − key, and its estimate from the drawn frequencies, which linear"
                + " attention has instead. One color scale." + first();
        return new Panels(title, subtitle, List.of(), heads.size() > 1 ? MOST_COLUMNS : 2, panels).draw();
    }

    private static BufferedImage encoding(String title, PlaneEncoding at, double[][] values, ColorScale colors) {
        return new PlaneMap(
                        title,
                        new Axis.Linear("Δx (pixels)"),
                        new Axis.Linear("Δy (pixels)"),
                        at.across(),
                        at.down(),
                        colors.picture(values),
                        colors,
                        List.of())
                .draw();
    }

    /// {@return `g(ξ)` and the drawn frequencies, a panel for each head}
    BufferedImage spectra() {
        var title = "Spectra of the encodings";
        var heads = heads().filter(head -> !head.spectrum().isEmpty()).toList();
        if (heads.isEmpty()) {
            return nothing(title);
        }
        var beyond = heads.stream()
                .map(PlaneHead::spectrum)
                .mapToInt(spectrum -> spectrum.waves().size() - spectrum.near().size())
                .sum();
        var density = heads.stream().anyMatch(head -> head.spectrum().hasDensity())
                ? "Density g(ξ), each panel with its own scale. "
                : "The frequencies are learned themselves: there is no density. ";
        var circles = "Circles: frequencies ±ξ as drawn, area by amplitude, hollow if negative.";
        var further = beyond == 0 ? "" : " " + beyond + " frequencies are beyond half a cycle per patch.";
        var panels = heads.stream().map(PlanePictures::spectrum).toList();
        return new Panels(title, density + circles + further + first(), List.of(), columns(0), panels).draw();
    }

    private static BufferedImage spectrum(PlaneHead head) {
        var spectrum = head.spectrum();
        var colors = spectrum.hasDensity() ? diverging(spectrum.peak()) : null;
        var around = new Range(-spectrum.reach(), spectrum.reach());
        var largest = spectrum.largestAmplitude();
        var circles = new ArrayList<PlaneMap.Mark>();
        for (var wave : spectrum.near()) {
            var weight = largest > 0 ? wave.amplitude() / largest : 0;
            circles.add(new PlaneMap.Mark.Circle(wave.across(), wave.down(), weight));
            circles.add(new PlaneMap.Mark.Circle(-wave.across(), -wave.down(), weight));
        }
        return new PlaneMap(
                        head.name(),
                        new Axis.Linear("ξx (cycles per pixel)"),
                        new Axis.Linear("ξy (cycles per pixel)"),
                        around,
                        around,
                        colors == null ? blank() : colors.picture(spectrum.density()),
                        colors,
                        circles)
                .draw();
    }

    private static BufferedImage blank() {
        var picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        for (var i = 0; i < 64; i++) {
            picture.setRGB(i % 8, i / 8, Palette.BACKGROUND.getRGB());
        }
        return picture;
    }

    /// {@return the image with the patch, and its attention in each head, a row of panels for a layer}
    BufferedImage attention() {
        var heads = heads().toList();
        var weights = heads.getFirst().attention();
        var rows = new Range(-0.5, weights.length - 0.5);
        var columns = new Range(-0.5, weights[0].length - 0.5);
        var largest = heads.stream()
                .flatMap(head -> Stream.of(head.attention()))
                .flatMapToDouble(DoubleStream::of)
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        var colors = ColorScale.weights(weights.length * weights[0].length, Math.min(1, largest));
        var image = patches("image", columns, rows, report.image(), null);
        var panels = new ArrayList<BufferedImage>();
        for (var head : heads) {
            if (head.head() == 0) {
                panels.add(image);
            }
            panels.add(patches(head.name(), columns, rows, colors.picture(head.attention()), colors));
        }
        var title = "Attention of the patch in row " + report.row() + ", column " + report.column() + " of "
                + report.name();
        var subtitle = "Weights of all patches as keys, by ratio. One color scale." + first();
        return new Panels(title, subtitle, List.of(), columns(1), panels).draw();
    }

    private BufferedImage patches(
            String title, Range columns, Range rows, BufferedImage picture, @Nullable ColorScale colors) {
        return new PlaneMap(
                        title,
                        new Axis.Linear("column"),
                        new Axis.Linear("row"),
                        columns,
                        rows,
                        picture,
                        colors,
                        List.of(new PlaneMap.Mark.Cell(report.column(), report.row())))
                .draw();
    }

    private Stream<PlaneHead> heads() {
        return report.heads().stream().limit(MOST_HEADS);
    }

    /// {@return what to say if heads are left out}
    private String first() {
        return report.heads().size() > MOST_HEADS
                ? " The first " + MOST_HEADS + " of " + report.heads().size() + " heads."
                : "";
    }

    /// {@return how many panels stand side by side: those of a layer if there are not too many}
    private int columns(int more) {
        var inLayer = (int) report.heads().stream()
                .filter(head -> head.layer() == report.heads().getFirst().layer())
                .count();
        return inLayer > 1 && inLayer <= 8
                ? inLayer + more
                : Math.min(MOST_COLUMNS, report.heads().size()) + more;
    }

    private static ColorScale diverging(double reach) {
        return ColorScale.diverging(reach > 0 ? reach : 1);
    }

    private static BufferedImage nothing(String title) {
        return Canvas.message(
                title,
                "this model has no relative positional encoding that could be drawn",
                2 * PlaneMap.WIDTH,
                PlaneMap.HEIGHT);
    }
}
