package org.fourierlearner.app.bench;

import java.util.List;
import java.util.stream.Stream;
import org.fourierlearner.app.bench.ComposedAttention.Features;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Compares contenders before they are timed.
final class Agreement {
    /// Logarithms of features reach some 2⁵, so exponentials round by 2⁻¹⁹; outputs and gradients are
    /// sums of these of either sign, which leaves a few digits less.
    private static final double TOLERANCE = 1e-3;

    private static final List<String> RESULTS =
            List.of("output", "gradient of query", "gradient of key", "gradient of value");

    /// All pairs of tokens are compared with up to here.
    private static final int PAIRS_LENGTH = 256;

    private static final int STREAMED_TOKENS = 32;

    private Agreement() {}

    /// Fails unless contenders that are defined alike give the same.
    ///
    /// @param sizes the extents
    /// @param length how many tokens
    /// @throws DisagreementException if they do not
    static void require(Sizes sizes, int length) {
        for (boolean causal : new boolean[] {false, true}) {
            try (var _ = Scope.withGradients()) {
                Arguments a = Arguments.random(sizes, length, 1).causal(causal);
                withEncoding(a);
                withoutEncoding(a);
                toeplitz(Arguments.random(sizes, Math.min(length, PAIRS_LENGTH), 2)
                        .causal(causal));
            }
        }
        try (var _ = Scope.withoutGradients()) {
            Arguments a = Arguments.random(sizes, length, 1).causal(true);
            Tensor expected = Contender.COMPOSED.attend(a);
            same("prefill of " + Contender.FUSED.label(), Contender.FUSED.prefill(a), "the whole text", expected, a);
            same(
                    "prefill of " + Contender.COMPOSED.label(),
                    Contender.COMPOSED.prefill(a),
                    "the whole text",
                    expected,
                    a);
        }
        streams(sizes);
    }

    private static void withEncoding(Arguments a) {
        try (var _ = Scope.open()) {
            List<Tensor> fused = Contender.FUSED.results(Form.Pass.GRADIENTS, a);
            List<Tensor> composed = Contender.COMPOSED.results(Form.Pass.GRADIENTS, a);
            sameResults(Contender.FUSED.label(), fused, Contender.COMPOSED.label(), composed, a);
            Tensor concatenated =
                    Contender.CONCATENATED.results(Form.Pass.FORWARD, a).getFirst();
            String label = Contender.CONCATENATED.label();
            same(label, concatenated, Contender.COMPOSED.label(), composed.getFirst(), a);
            same(label, concatenated, Contender.FUSED.label(), fused.getFirst(), a);
        }
    }

    private static void withoutEncoding(Arguments a) {
        try (var _ = Scope.open()) {
            List<Tensor> fused = Contender.FUSED_WITHOUT_RPE.results(Form.Pass.GRADIENTS, a);
            Features features = Features.positive(a.query(), a.key(), a.content(), null, null);
            Tensor output = ComposedAttention.attend(features, a.value(), a.causal());
            List<Tensor> gradients = output.gradients(List.of(a.query(), a.key(), a.value()), a.outputGradient());
            List<Tensor> composed =
                    Stream.concat(Stream.of(output), gradients.stream()).toList();
            sameResults(Contender.FUSED_WITHOUT_RPE.label(), fused, "composed without RPE", composed, a);
        }
    }

    private static void toeplitz(Arguments a) {
        try (var _ = Scope.withoutGradients()) {
            same(
                    Contender.TOEPLITZ.label(),
                    Contender.TOEPLITZ.attend(a),
                    Contender.TOEPLITZ_BY_PRODUCTS.label(),
                    Contender.TOEPLITZ_BY_PRODUCTS.attend(a),
                    a);
        }
    }

    private static void streams(Sizes sizes) {
        try (var _ = Scope.withoutGradients();
                var fused = new FusedDecoder(sizes);
                var composed = new ComposedDecoder(sizes)) {
            for (int token = 0; token < STREAMED_TOKENS; token++) {
                fused.take(token);
                composed.take(token);
            }
            same(
                    "stream of " + Contender.FUSED.label(),
                    fused.output(),
                    "stream of " + Contender.COMPOSED.label(),
                    composed.output(),
                    Arguments.random(sizes, STREAMED_TOKENS, 1).causal(true));
        }
    }

    private static void sameResults(
            String what, List<Tensor> actual, String expectedName, List<Tensor> expected, Arguments a) {
        // those of queries and keys may cancel altogether, as of a single token, down to the rounding of what is added
        double terms = size(expected.get(RESULTS.size() - 1));
        for (int k = 0; k < RESULTS.size(); k++) {
            double scale = Math.max(size(expected.get(k)), terms);
            same(what + ", " + RESULTS.get(k), actual.get(k), expectedName, expected.get(k), scale, a);
        }
    }

    static void same(String what, Tensor actual, String expectedName, Tensor expected, Arguments a) {
        same(what, actual, expectedName, expected, size(expected), a);
    }

    private static void same(
            String what, Tensor actual, String expectedName, Tensor expected, double scale, Arguments a) {
        try (var _ = Scope.withoutGradients()) {
            double difference = size(actual.subtract(expected)) / scale;
            if (!(difference <= TOLERANCE)) {
                throw new DisagreementException(what, expectedName, difference, a);
            }
        }
    }

    /// The root mean square, which one bound fits at every scale.
    private static double size(Tensor tensor) {
        try (var _ = Scope.withoutGradients()) {
            return Math.sqrt(tensor.square().mean().item());
        }
    }
}
