package org.fourierlearner.app.report;

/// A relative positional encoding along one axis. The arrays are shared, not copied.
///
/// @param offsets the offsets `Δ`, rising
/// @param closedForm the learned `f(Δ)`
/// @param sampled `f̂(Δ)`, its estimate from the drawn frequencies
@SuppressWarnings("ArrayRecordComponent")
public record Encoding(double[] offsets, double[] closedForm, double[] sampled) {
    public Encoding {
        Lengths.requireEqual("closedForm", closedForm.length, "offsets", offsets.length);
        Lengths.requireEqual("sampled", sampled.length, "offsets", offsets.length);
    }

    /// {@return the encoding of a head that has none}
    public static Encoding none() {
        return new Encoding(new double[0], new double[0], new double[0]);
    }

    /// {@return whether there is nothing to draw}
    public boolean isEmpty() {
        return offsets.length == 0;
    }
}
