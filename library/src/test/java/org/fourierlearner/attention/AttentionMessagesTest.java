package org.fourierlearner.attention;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.Supplier;
import org.fourierlearner.attention.AttentionConfig.Exact;
import org.fourierlearner.attention.AttentionConfig.Gated;
import org.fourierlearner.attention.AttentionConfig.Linear;
import org.fourierlearner.attention.AttentionConfig.RandomFeature;
import org.fourierlearner.attention.AttentionConfig.Retention;
import org.fourierlearner.rpe.AlibiBias;
import org.fourierlearner.rpe.BucketBias;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.Cosine;
import org.fourierlearner.rpe.SineSpe;
import org.fourierlearner.rpe.TableBias;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.ShapeMismatchException;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is said, word for word, when arguments or parts of a configuration do not fit.
final class AttentionMessagesTest {
    private final Scope scope = Scope.open();
    private final Attention exact = Attentions.create(new Exact(Attentions.NONE), Tokens.all());
    private final Attention linear =
            Attentions.create(new Linear(Attentions.POSITIVE, Attentions.NONE, Attentions.ADDITIVE), Tokens.all());
    private final Tensor query = Tensor.zeros(2, 3, 11, 5);
    private final Tensor key = Tensor.zeros(2, 3, 13, 5);
    private final Tensor value = Tensor.zeros(2, 3, 13, 7);
    private final Coordinates queryAt = Coordinates.tokens(0, 11);
    private final Coordinates keyAt = Coordinates.tokens(0, 13);

    @AfterEach
    void close() {
        scope.close();
    }

    private void assertShapeRefused(
            Tensor query,
            Tensor key,
            Tensor value,
            Coordinates queryAt,
            Coordinates keyAt,
            Visibility visibility,
            String message) {
        for (Attention attention : new Attention[] {exact, linear}) {
            assertThatThrownBy(() -> attention.attend(query, key, value, queryAt, keyAt, visibility))
                    .isInstanceOf(ShapeMismatchException.class)
                    .hasMessage(message);
        }
    }

    private static void assertRefused(Supplier<?> supplier, String message) {
        assertThatThrownBy(supplier::get)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void shapesAreNamed() {
        Visibility all = Visibility.all();
        assertShapeRefused(
                Tensor.zeros(2, 11, 5),
                key,
                value,
                queryAt,
                keyAt,
                all,
                "query: expected shape [batch, heads, length, headDim], got [2, 11, 5]");
        assertShapeRefused(
                Tensor.zeros(2, 3, 11, 4),
                key,
                value,
                queryAt,
                keyAt,
                all,
                "query: expected shape [2, 3, 11, 5], got [2, 3, 11, 4]");
        assertShapeRefused(
                query,
                Tensor.zeros(2, 3, 13, 4),
                value,
                queryAt,
                keyAt,
                all,
                "key: expected shape [2, 3, 13, 5], got [2, 3, 13, 4]");
        assertShapeRefused(
                query,
                Tensor.zeros(1, 3, 13, 5),
                value,
                queryAt,
                keyAt,
                all,
                "key: expected shape [2, 3, 13, 5], got [1, 3, 13, 5]");
        assertShapeRefused(
                query,
                Tensor.zeros(3, 13, 5),
                value,
                queryAt,
                keyAt,
                all,
                "key: expected shape [batch, heads, length, headDim], got [3, 13, 5]");
        assertShapeRefused(
                query,
                key,
                Tensor.zeros(2, 3, 12, 7),
                queryAt,
                keyAt,
                all,
                "value: expected shape [2, 3, 13, 7], got [2, 3, 12, 7]");
        assertShapeRefused(
                query,
                key,
                Tensor.zeros(2, 3, 13),
                queryAt,
                keyAt,
                all,
                "value: expected shape [batch, heads, length, valueDim], got [2, 3, 13]");
    }

    @Test
    void placesAreNamed() {
        Visibility all = Visibility.all();
        assertShapeRefused(
                query, key, value, keyAt, keyAt, all, "queryAt: expected shape [11, dim] or [2, 11, dim], got [13, 1]");
        assertShapeRefused(
                query,
                key,
                value,
                queryAt,
                Coordinates.of(Tensor.zeros(3, 13, 2)),
                all,
                "keyAt: expected shape [13, dim] or [2, 13, dim], got [3, 13, 2]");
    }

    @Test
    void visibilityIsNamed() {
        assertShapeRefused(
                query,
                key,
                value,
                queryAt,
                keyAt,
                Visibility.all().withPadding(Tensor.of(new boolean[22], 2, 11)),
                "visibility.keys: expected shape [2, 13], got [2, 11]");
        assertShapeRefused(
                query,
                key,
                value,
                queryAt,
                keyAt,
                Visibility.all().withSegments(Tensor.of(new long[13], 1, 13)),
                "visibility.segments: expected shape [2, 13], got [1, 13]");
        assertShapeRefused(
                query,
                key,
                value,
                queryAt,
                keyAt,
                Visibility.upToSelf(),
                "query: expected shape […, 13, …], as many as keys when attention is causal or packed, got [2, 3, 11, 5]");
        assertShapeRefused(
                query,
                key,
                value,
                queryAt,
                keyAt,
                Visibility.all().withSegments(Tensor.of(new long[26], 2, 13)),
                "query: expected shape […, 13, …], as many as keys when attention is causal or packed, got [2, 3, 11, 5]");
    }

    @Test
    void whatDependsOnTheSameTokensRefusesOthers() {
        for (AttentionConfig config : new AttentionConfig[] {
            new Exact(Attentions.DECAYING),
            new Linear(Attentions.POSITIVE, Attentions.DECAYING, Attentions.ADDITIVE),
            new Linear(new EluFeatureMap(), Attentions.DECAYING, Attentions.PRODUCT)
        }) {
            Attention attention = Attentions.create(config, Tokens.all());
            assertThatThrownBy(() -> attention.attend(query, key, value, queryAt, keyAt, Visibility.all()))
                    .isInstanceOf(ShapeMismatchException.class)
                    .hasMessage(
                            "query: expected shape […, 13, …], the same tokens as keys, because the encoding decays with time, got [2, 3, 11, 5]");
        }
    }

    @Test
    void queriesElsewhereThanKeysAreRefusedByADecayToBothSides() {
        Attention attention = Attentions.create(new Exact(Attentions.DECAYING), Tokens.all());
        assertRefused(
                () -> attention.attend(query, query, query, queryAt, Coordinates.tokens(1, 11), Visibility.all()),
                "queryAt: expected the places of keys, because the encoding decays with time, got others");
    }

    @Test
    void whatSetsTokensApartRefusesOtherTokens() {
        Attention attention = Attentions.create(new Exact(Attentions.SELVES), Tokens.all());
        assertThatThrownBy(() -> attention.attend(query, key, value, queryAt, keyAt, Visibility.all()))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "query: expected shape […, 13, …], the same tokens as keys, because the encoding sets tokens themselves apart, got [2, 3, 11, 5]");
    }

    @Test
    void partsOfAConfigurationMustFit() {
        assertRefused(
                () -> new Linear(new EluFeatureMap(), Attentions.ENCODED, Attentions.ADDITIVE),
                "form: expected paired or product, because deterministic features of added positions depend on more than rᵢ − rⱼ, got additive");
        assertRefused(
                () -> new Linear(Attentions.POSITIVE, Attentions.ENCODED, Attentions.PAIRED),
                "form: expected additive or product, because paired features are those of elu or relu, got paired");
        assertRefused(
                () -> new PositiveFeatureMap(0, Directions.ORTHOGONAL, false),
                "features: expected a positive number, got 0");
        assertRefused(
                () -> new HyperbolicFeatureMap(7, Directions.ORTHOGONAL, false),
                "features: expected a positive even number, got 7");
        assertRefused(
                () -> new TrigonometricFeatureMap(0, Directions.ORTHOGONAL, false),
                "features: expected a positive even number, got 0");
        assertRefused(
                () -> new OptimalPositiveFeatureMap(-1, Directions.ORTHOGONAL, false, 1),
                "features: expected a positive number, got -1");
        assertRefused(
                () -> new OptimalPositiveFeatureMap(8, Directions.ORTHOGONAL, false, Double.NaN),
                "secondMoment: expected a positive number, got NaN");
        assertRefused(
                () -> new RandomFeature(7, Directions.ORTHOGONAL, false),
                "features: expected a positive even number, got 7");
        assertRefused(() -> new ReluFeatureMap(0), "offset: expected a positive number, got 0.0");
    }

    @Test
    void statesMustBeOfTheSameStreams() {
        Tokens two = Tokens.upToSelf();
        Tokens one = Tokens.upToSelf(1, 11);
        try (AttentionState exactState = exact.begin();
                AttentionState linearState = linear.begin()) {
            resume(exact, exactState, one);
            resume(linear, linearState, one);

            assertThatThrownBy(() -> resume(linear, exactState, one))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("state: expected the state of this kind of attention, got one with "
                            + "\\[keys, places, values]");
            assertThatThrownBy(() -> resume(exact, linearState, one))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(
                            "state: expected the state of this kind of attention, got one with \\[maximum, sums]");
            assertThatThrownBy(() -> resume(linear, linearState, two))
                    .isInstanceOf(ShapeMismatchException.class)
                    .hasMessage("state: expected shape [2, 3, 16, 8], got [1, 3, 16, 8]");
            assertThatThrownBy(() -> resume(exact, exactState, two))
                    .isInstanceOf(ShapeMismatchException.class)
                    .hasMessage("state: expected shape [2, 3, 11, 5], got [1, 3, 11, 5]");
        }
    }

    private static Tensor resume(Attention attention, AttentionState state, Tokens tokens) {
        return attention.resume(state, tokens.queries(), tokens.allKeys(), tokens.values(), tokens.keysAt());
    }

    @Test
    void anEncodingThatDecaysNeedsALine() {
        assertRefused(
                () -> new Exact(Attentions.DECAYING)
                        .create(3, 5, Tokens.cross().coordinateRange(), Randomness.seeded(1)),
                "decay: expected none in 2 dimensions, where there is no before and after, got steady");
    }

    @Test
    void softmaxHasNoCosine() {
        assertRefused(
                () -> new Exact(new Cosine()),
                "rpe: expected an encoding of logits, because softmax of a cosine is another attention, got cosine; take attention linear");
        assertRefused(
                () -> new Linear(ReluFeatureMap.defaults(), new Cosine(), Attentions.ADDITIVE)
                        .create(3, 5, Tokens.cross().coordinateRange(), Randomness.seeded(1)),
                "rpe: expected fourier, grid-table or none for positions in 2 dimensions, got cosine, which needs a line");
    }

    @Test
    void softmaxHasNoEstimates() {
        assertRefused(
                () -> new Exact(new SineSpe(2, 5, false)),
                "rpe: expected an encoding that is exact, because a stochastic one is an estimate for attention linear, got SineSpe[sines=2, realizations=5, gated=false]");
    }

    @Test
    void recurrencesKnowOnlyWhatCameBefore() {
        for (AttentionConfig config : new AttentionConfig[] {
            Retention.defaults(), Gated.defaults(), new RandomFeature(8, Directions.ORTHOGONAL, true)
        }) {
            Tokens tokens = Tokens.all();
            Attention attention = Attentions.create(config, tokens);
            String message =
                    "visibility: expected causal attention, because a recurrence knows only what came before, got attention to all keys";
            assertRefused(() -> tokens.attend(attention), message);
            assertRefused(() -> tokens.weights(attention), message);
        }
        assertRefused(
                () -> Retention.defaults().create(3, 5, Tokens.cross().coordinateRange(), Randomness.seeded(1)),
                "attention: expected another kind in 2 dimensions, where there is no before and after, got retention");
        assertRefused(
                () -> new Retention(new TableBias(4)),
                "rpe: expected rotary or none, because retention has no softmax whose logits could be encoded, got TableBias[reach=4]");
        assertRefused(() -> new Gated(0), "temperature: expected a positive number, got 0.0");
    }

    @Test
    void encodingsOfALineNeedOne() {
        for (var kind : Map.of(
                        "rotary",
                        Attentions.ROTARY,
                        "alibi",
                        new AlibiBias(),
                        "bucket",
                        BucketBias.defaults(),
                        "table",
                        TableBias.defaults())
                .entrySet()) {
            assertRefused(
                    () -> new Exact(kind.getValue())
                            .create(3, 5, Tokens.cross().coordinateRange(), Randomness.seeded(1)),
                    "rpe: expected fourier, grid-table or none for positions in 2 dimensions, got " + kind.getKey()
                            + ", which needs a line");
        }
    }

    @Test
    void randomFeaturesCannotBeTurned() {
        assertRefused(
                () -> new Linear(Attentions.POSITIVE, Attentions.ROTARY, Attentions.ADDITIVE),
                "features: expected elu or relu with rotary, because what turned random features estimate is not softmax, got PositiveFeatureMap[features=16, directions=ORTHOGONAL, trained=false]");
    }

    @Test
    void positionsOfAStreamGoUp() {
        var streams = (LinearAttention) linear;
        assertRefused(
                () -> streams.terms(1, new double[] {2, 3, 3}),
                "positions[2]: expected more than 3.0, which is before it, got 3.0");
        assertRefused(
                () -> streams.terms(1, new double[] {Double.NaN}),
                "positions[0]: expected more than 1.0, which is before it, got NaN");
    }
}
