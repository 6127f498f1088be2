package org.fourierlearner.app.bench;

/// Contenders that compute the same differ: what they take is not worth measuring.
final class DisagreementException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    DisagreementException(String what, String expected, double difference, Arguments a) {
        super("%s: expected the same as %s, got a relative difference of %.2g at %,d tokens, %s; nothing was timed"
                .formatted(what, expected, difference, a.length(), a.causal() ? "causal" : "bidirectional"));
    }
}
