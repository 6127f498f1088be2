package org.fourierlearner.app.bench;

import java.awt.image.BufferedImage;
import java.io.PrintWriter;

/// What was measured, and the forms in which it is shown.
///
/// @param machine on what
/// @param sizes the extents
/// @param results the measurements
public record BenchReport(Machine machine, Sizes sizes, Results results) {

    /// Prints a table for each form, then a summary.
    ///
    /// @param out where to
    public void print(PrintWriter out) {
        new BenchTables(out, this).print();
        out.printf("%nsummary%n");
        for (Summary.Finding finding : Summary.of(this)) {
            out.printf("  %s: %s%n", finding.what(), finding.shown());
        }
        out.flush();
    }

    /// {@return everything, as JSON}
    public String toJson() {
        return BenchJson.of(this);
    }

    /// {@return the times over the lengths, bidirectional beside causal}
    public BufferedImage toPicture() {
        return BenchPicture.of(results);
    }
}
