package org.fourierlearner.app.report;

/// The unit of positions, for the labels of axes.
///
/// @param one its singular, as in "cycles per token"
/// @param many its plural, as in "offset Δ (tokens)"
public record PositionUnit(String one, String many) {
    /// The unit of text.
    public static final PositionUnit TOKENS = new PositionUnit("token", "tokens");

    String offsetLabel() {
        return "offset Δ (" + many + ")";
    }

    String frequencyLabel() {
        return "frequency ξ (cycles per " + one + ")";
    }
}
