package org.fourierlearner.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fourierlearner.attention.AttentionConfig.Exact;
import org.fourierlearner.attention.AttentionConfig.Linear;
import org.fourierlearner.rpe.ConvolutionalSpe;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.rpe.Stochastic;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What must not change outputs: batch mates, padding, packing, chunks, the origin of positions.
final class AttentionInvarianceTest {
    static final List<AttentionConfig> everyAttention = Attentions.EVERY;

    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    static Stream<Arguments> everyLinearAttentionOfLongTexts() {
        return Stream.of(Tokens.upToSelf(2, 71), Tokens.all(2, 71))
                .flatMap(tokens -> everyAttention.stream()
                        .filter(config -> !(config instanceof Exact) && Attentions.fits(config, tokens))
                        .map(config -> Arguments.of(config, tokens)));
    }

    /// Of two or one texts, causal and to all tokens.
    static Stream<Arguments> everyAttentionOverTexts() {
        return Stream.of(true, false)
                .flatMap(causal -> everyAttention.stream()
                        .filter(config -> Attentions.fits(config, text(causal, 1, 13)))
                        .map(config -> Arguments.of(config, causal)));
    }

    private static Tokens text(boolean causal, int batch, int length) {
        return causal ? Tokens.upToSelf(batch, length) : Tokens.all(batch, length);
    }

    static Stream<AttentionConfig> everyAttentionFarAway() {
        return everyAttention.stream().filter(config -> Attentions.fits(config, farAway()));
    }

    /// Causal, where attention can be.
    private static Tokens of(AttentionConfig config) {
        return Attentions.fits(config, Tokens.upToSelf()) ? Tokens.upToSelf() : Tokens.grid(Tokens.BATCH);
    }

    private static Tokens farAway() {
        return Tokens.upToSelf().at("shifted", Tokens.range(1_000_003, Tokens.LENGTH), true);
    }

    private static Tokens example(Tokens tokens, int b) {
        Tokens alone = tokens.isGrid() ? Tokens.grid(1) : Tokens.upToSelf(1, tokens.keyLength());
        return alone.withContent(
                part(tokens.query(), b, tokens.batch()),
                part(tokens.key(), b, tokens.batch()),
                part(tokens.value(), b, tokens.batch()));
    }

    private static float[] part(float[] values, int b, int batch) {
        int size = values.length / batch;
        return Arrays.copyOfRange(values, b * size, (b + 1) * size);
    }

    /// The bounds of two computations that differ in the order of their sums.
    private static void assertSame(
            Tensor actual, double[] expected, AttentionReference.Result reference, Tokens tokens) {
        double rounding = 2 * Rounding.of(reference, tokens) * tokens.greatestValue();
        double[] outputs = actual.toDoubles();
        assertThat(outputs).hasSameSizeAs(expected);
        for (int n = 0; n < outputs.length; n++) {
            assertThat(outputs[n])
                    .as("element %d", n)
                    .isCloseTo(expected[n], within(rounding * greatest(reference.conditions())));
        }
    }

    private static double greatest(double[] values) {
        return Arrays.stream(values).max().orElse(0);
    }

    @ParameterizedTest
    @FieldSource("everyAttention")
    void batchMatesChangeNothing(AttentionConfig config) {
        Tokens tokens = of(config);
        Attention attention = Attentions.create(config, tokens);
        float[] first = tokens.attend(attention).select(0, 0).toFloats();
        Tokens alone = example(tokens, 0);
        var reference = AttentionReference.of(config, attention, alone.dim()).attend(alone);

        // the same kernels over the same extents: equal bits
        assertThat(withSecondExample(tokens, 1.5f)
                        .attend(attention)
                        .select(0, 0)
                        .toFloats())
                .containsExactly(first);
        // enormous keys make chunks shorter for all examples
        assertSame(
                withSecondExample(tokens, 60).attend(attention).select(0, 0),
                tokens.attend(attention).select(0, 0).toDoubles(),
                reference,
                alone);
        // alone, products may be summed in another order
        assertSame(
                alone.attend(attention), tokens.attend(attention).select(0, 0).toDoubles(), reference, alone);
    }

    private static Tokens withSecondExample(Tokens tokens, float factor) {
        float[] key = tokens.key().clone();
        for (int n = key.length / 2; n < key.length; n++) {
            key[n] *= factor;
        }
        return tokens.withContent(tokens.query(), key, tokens.value());
    }

    @ParameterizedTest
    @MethodSource("everyAttentionOverTexts")
    void contentAndPlacesOfPaddingChangeNothing(AttentionConfig config, boolean causal) {
        Tokens tokens = text(causal, Tokens.BATCH, Tokens.LENGTH).padded("padding", "00011011100", "10111111111");
        Attention attention = Attentions.create(config, tokens);
        boolean[] isToken = mask(tokens);
        float[] key = tokens.key().clone();
        float[] value = tokens.value().clone();
        double[] places = new double[Tokens.BATCH * Tokens.LENGTH];
        double elsewhere = config.rpe() instanceof ConvolutionalSpe ? Tokens.OTHER_LENGTH : 1e7;
        for (int b = 0; b < Tokens.BATCH; b++) {
            for (int j = 0; j < Tokens.LENGTH; j++) {
                boolean token = isToken[b * Tokens.LENGTH + j];
                places[b * Tokens.LENGTH + j] = token ? j : elsewhere;
                for (int h = 0; h < Tokens.HEADS && !token; h++) {
                    int row = (b * Tokens.HEADS + h) * Tokens.LENGTH + j;
                    Arrays.fill(key, row * Tokens.HEAD_DIM, (row + 1) * Tokens.HEAD_DIM, 30f);
                    Arrays.fill(value, row * Tokens.VALUE_DIM, (row + 1) * Tokens.VALUE_DIM, -1e30f);
                }
            }
        }

        Tensor outputs = tokens.withContent(tokens.query(), key, value)
                .at("padding", places, false)
                .attend(attention);

        double[] expected = tokens.attend(attention).toDoubles();
        double[] actual = outputs.toDoubles();
        var reference = AttentionReference.of(config, attention, 1).attend(tokens);
        for (int n = 0; n < actual.length; n++) {
            int place = n / Tokens.VALUE_DIM % Tokens.LENGTH;
            int b = n / (Tokens.VALUE_DIM * Tokens.LENGTH * Tokens.HEADS);
            if (isToken[b * Tokens.LENGTH + place]) {
                assertThat(actual[n])
                        .isCloseTo(
                                expected[n],
                                within(2
                                        * Rounding.of(reference, tokens)
                                        * tokens.greatestValue()
                                        * greatest(reference.conditions())));
            }
        }
    }

    private static boolean[] mask(Tokens tokens) {
        boolean[] mask = new boolean[tokens.batch() * tokens.keyLength()];
        for (int n = 0; n < mask.length; n++) {
            mask[n] = tokens.keys() == null || tokens.keys()[n];
        }
        return mask;
    }

    @ParameterizedTest
    @MethodSource("everyAttentionOverTexts")
    void packedSequencesAreAttendedToAsIfAlone(AttentionConfig config, boolean causal) {
        Tokens packed = text(causal, 1, 13).packed("packed", "aaaaabbbbbbbc");
        Attention attention = Attentions.create(config, packed);
        Tensor together = packed.attend(attention);
        int start = 0;
        for (int count : new int[] {5, 7, 1}) {
            Tensor alone = attention.attend(
                    packed.queries().narrow(2, start, count),
                    packed.allKeys().narrow(2, start, count),
                    packed.values().narrow(2, start, count),
                    packed.queriesAt().narrow(start, count),
                    packed.keysAt().narrow(start, count),
                    new Visibility(causal, null, null));
            assertSame(
                    together.narrow(2, start, count),
                    alone.toDoubles(),
                    AttentionReference.of(config, attention, 1).attend(packed),
                    packed);
            start += count;
        }
    }

    @ParameterizedTest
    @MethodSource("everyAttentionFarAway")
    void onlyDifferencesOfPositionsCount(AttentionConfig config) {
        Tokens tokens = Tokens.upToSelf();
        Attention attention = Attentions.create(config, tokens);
        Tokens shifted = farAway();
        var reference = AttentionReference.of(config, attention, 1);
        if (estimatesTheEncoding(config)) {
            // what is drawn depends on both positions; its mean does not
            Rounding.assertOutputs(
                    shifted.attend(attention),
                    reference.atFrequenciesOf(attention).attend(shifted),
                    shifted);
        } else {
            assertSame(
                    shifted.attend(attention), tokens.attend(attention).toDoubles(), reference.attend(tokens), tokens);
        }
    }

    private static boolean estimatesTheEncoding(AttentionConfig config) {
        return config instanceof Linear linear
                && (linear.rpe() instanceof Rpe.Fourier || linear.rpe() instanceof Stochastic);
    }

    @ParameterizedTest
    @MethodSource("everyLinearAttentionOfLongTexts")
    void chunksOfEverySizeAgree(AttentionConfig config, Tokens tokens) {
        Attention attention = Attentions.create(config, tokens);
        var reference = AttentionReference.of(config, attention, 1).attend(tokens);
        for (int chunk : new int[] {1, 7, 64, 71, 128}) {
            Rounding.assertOutputs(
                    Attentions.attend(
                            attention,
                            new Tensor[] {tokens.queries(), tokens.allKeys(), tokens.values()},
                            tokens.queriesAt(),
                            tokens.keysAt(),
                            tokens.visibility(),
                            chunk),
                    reference,
                    tokens);
        }
    }

    @ParameterizedTest
    @FieldSource("everyAttention")
    void attentionOfNoTokensIsEmptyOrZero(AttentionConfig config) {
        boolean plane = !Attentions.fits(config, Tokens.upToSelf());
        Attention attention = Attentions.create(config, of(config));
        Tensor none = Tensor.zeros(2, 3, 0, Tokens.HEAD_DIM);
        Tensor some = Tensor.ones(2, 3, 4, Tokens.HEAD_DIM);
        Coordinates nowhere = plane ? Coordinates.grid(0, 0, 1) : Coordinates.tokens(0, 0);
        Coordinates somewhere = plane ? Coordinates.grid(2, 2, 1) : Coordinates.tokens(0, 4);
        Visibility seen = plane ? Visibility.all() : Visibility.upToSelf();

        assertThat(attention
                        .attend(none, none, none, nowhere, nowhere, seen)
                        .shape()
                        .extents())
                .containsExactly(2, 3, 0, Tokens.HEAD_DIM);
        assertThat(attention.weights(none, none, nowhere, nowhere, seen).shape().extents())
                .containsExactly(2, 3, 0, 0);
        if (!Attentions.needsOneDirection(config) && !Attentions.needsSameTokens(config)) {
            assertThat(attention
                            .attend(some, none, none, somewhere, nowhere, Visibility.all())
                            .toFloats())
                    .hasSize(2 * 3 * 4 * Tokens.HEAD_DIM)
                    .containsOnly(0);
        }
    }
}
