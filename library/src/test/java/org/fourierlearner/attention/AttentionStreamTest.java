package org.fourierlearner.attention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fourierlearner.attention.AttentionConfig.Linear;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Causal attention in pieces: the recurrent form, prefixes, and states that are saved, forked and freed.
final class AttentionStreamTest {
    static final List<AttentionConfig> everyAttention = Attentions.fitting(Tokens.upToSelf());

    private final Scope scope = Scope.withoutGradients();

    @AfterEach
    void close() {
        scope.close();
    }

    private static Tensor resume(Attention attention, AttentionState state, Tokens tokens, int start, int count) {
        return attention.resume(
                state,
                tokens.queries().narrow(2, start, count),
                tokens.allKeys().narrow(2, start, count),
                tokens.values().narrow(2, start, count),
                tokens.keysAt().narrow(start, count));
    }

    private static Tensor tokenByToken(Attention attention, AttentionState state, Tokens tokens, int start, int end) {
        Tensor[] outputs = new Tensor[end - start];
        for (int t = start; t < end; t++) {
            outputs[t - start] = resume(attention, state, tokens, t, 1);
        }
        return Tensor.concatenate(2, outputs);
    }

    @ParameterizedTest
    @FieldSource("everyAttention")
    void tokenByTokenIsTheDefinition(AttentionConfig config) {
        for (Tokens tokens : List.of(Tokens.upToSelf(), Tokens.upToSelf().perExample())) {
            if (!Attentions.fits(config, tokens)) {
                continue;
            }
            Attention attention = Attentions.create(config, tokens);
            try (AttentionState state = attention.begin()) {
                Rounding.assertOutputs(
                        tokenByToken(attention, state, tokens, 0, Tokens.LENGTH),
                        AttentionReference.of(config, attention, 1).attend(tokens),
                        tokens);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("everyAttention")
    void splittingAnywhereIsTheDefinition(AttentionConfig config) {
        Tokens tokens = Tokens.upToSelf();
        Attention attention = Attentions.create(config, tokens);
        var expected = AttentionReference.of(config, attention, 1).attend(tokens);
        for (int split = 0; split <= Tokens.LENGTH; split++) {
            try (AttentionState pieces = attention.begin();
                    AttentionState prefilled = attention.begin()) {
                Rounding.assertOutputs(
                        Tensor.concatenate(
                                2,
                                resume(attention, pieces, tokens, 0, split),
                                resume(attention, pieces, tokens, split, Tokens.LENGTH - split)),
                        expected,
                        tokens);
                Tensor first = resume(attention, prefilled, tokens, 0, split);
                Rounding.assertOutputs(
                        split == Tokens.LENGTH
                                ? first
                                : Tensor.concatenate(
                                        2, first, tokenByToken(attention, prefilled, tokens, split, Tokens.LENGTH)),
                        expected,
                        tokens);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("everyAttention")
    void whatFollowsDoesNotChangeAPrefix(AttentionConfig config) {
        Tokens tokens = Tokens.upToSelf();
        Attention attention = Attentions.create(config, tokens);
        try (AttentionState whole = attention.begin();
                AttentionState prefix = attention.begin()) {
            float[] expected = tokenByToken(attention, prefix, tokens, 0, 7).toFloats();

            assertThat(tokenByToken(attention, whole, tokens, 0, Tokens.LENGTH)
                            .narrow(2, 0, 7)
                            .toFloats())
                    .containsExactly(expected);
        }
    }

    @ParameterizedTest
    @FieldSource("everyAttention")
    void aSavedStateContinuesBitForBit(AttentionConfig config) {
        Tokens tokens = Tokens.upToSelf();
        Attention attention = Attentions.create(config, tokens);
        try (AttentionState state = attention.begin();
                AttentionState restored = attention.begin()) {
            resume(attention, state, tokens, 0, 5);
            Map<String, Tensor> saved = new LinkedHashMap<>();
            state.tensors().forEach((name, tensor) -> saved.put(name, tensor.copy()));

            float[] expected =
                    tokenByToken(attention, state, tokens, 5, Tokens.LENGTH).toFloats();
            restored.restore(saved);

            assertThat(tokenByToken(attention, restored, tokens, 5, Tokens.LENGTH)
                            .toFloats())
                    .containsExactly(expected);
        }
    }

    @ParameterizedTest
    @FieldSource("everyAttention")
    void aForkGoesOnAloneBitForBit(AttentionConfig config) {
        Tokens tokens = Tokens.upToSelf();
        Attention attention = Attentions.create(config, tokens);
        try (AttentionState state = attention.begin()) {
            resume(attention, state, tokens, 0, 5);
            try (AttentionState fork = state.fork();
                    AttentionState other = state.fork()) {
                resume(attention, other, tokens, 8, 3);
                float[] expected =
                        tokenByToken(attention, state, tokens, 5, Tokens.LENGTH).toFloats();

                assertThat(tokenByToken(attention, fork, tokens, 5, Tokens.LENGTH)
                                .toFloats())
                        .containsExactly(expected);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("everyAttention")
    void onlyAllPairsRememberEveryToken(AttentionConfig config) {
        Tokens tokens = Tokens.upToSelf();
        Attention attention = Attentions.create(config, tokens);
        try (AttentionState state = attention.begin()) {
            assertThat(state.bytes()).isZero();
            resume(attention, state, tokens, 0, 1);
            long first = state.bytes();
            resume(attention, state, tokens, 1, 10);

            assertThat(state.bytes()).isEqualTo(Attentions.forgetsNothing(config) ? 11 * first : first);
        }
    }

    @ParameterizedTest
    @FieldSource("everyAttention")
    void aClosedStateBeginsAnew(AttentionConfig config) {
        Tokens tokens = Tokens.upToSelf();
        Attention attention = Attentions.create(config, tokens);
        AttentionState state = attention.begin();
        float[] expected;
        try (state) {
            expected = resume(attention, state, tokens, 0, 5).toFloats();
        }

        assertThat(state.tensors()).isEmpty();
        assertThat(state.bytes()).isZero();
        try (state) {
            assertThat(resume(attention, state, tokens, 0, 5).toFloats()).containsExactly(expected);
        }
    }

    @ParameterizedTest
    @FieldSource("everyAttention")
    void theStateOutlivesScopes(AttentionConfig config) {
        Tokens tokens = Tokens.upToSelf();
        Attention attention = Attentions.create(config, tokens);
        try (AttentionState state = attention.begin();
                AttentionState other = attention.begin()) {
            for (int t = 0; t < 4; t++) {
                try (var _ = Scope.withGradients()) {
                    resume(attention, state, tokens, t, 1);
                }
            }
            try (var _ = Scope.withGradients()) {
                tokenByToken(attention, other, tokens, 0, 4);
            }

            assertThat(resume(attention, state, tokens, 4, 1).toFloats())
                    .containsExactly(resume(attention, other, tokens, 4, 1).toFloats());
        }
    }

    /// Queries, keys and values are constants, as in a layer below all that is trained.
    @ParameterizedTest
    @FieldSource("everyAttention")
    void theGradientsOfWhatIsLearnedReachAStream(AttentionConfig config) {
        Tokens tokens = Tokens.upToSelf();
        Attention attention = Attentions.create(config, tokens);
        try (var _ = Scope.withGradients();
                AttentionState state = attention.begin()) {
            Tensor output = resume(attention, state, tokens, 0, Tokens.LENGTH);

            assertThat(output.requiresGradient())
                    .isEqualTo(!attention.parameters().weights().isEmpty());
        }
    }

    /// Positions from a million on, for three thousand tokens: times of decay, and phases, keep their digits.
    @Test
    void longStreamsFarFromTheOriginAreTheDefinition() {
        int length = 3000;
        AttentionConfig config = new Linear(Attentions.POSITIVE, Attentions.DECAYING, Attentions.ADDITIVE);
        Tokens tokens = Tokens.upToSelf(1, length).at("far", Tokens.range(1_000_000, length), true);
        Attention attention = Attentions.create(config, Tokens.upToSelf());
        var reference = AttentionReference.of(config, attention, 1).atFrequenciesOf(attention);
        try (AttentionState state = attention.begin()) {
            for (int t = 0; t < length; t++) {
                try (var _ = Scope.withoutGradients()) {
                    Tensor output = attention.resume(
                            state,
                            Tensor.of(tokens.last(tokens.query(), t + 1), 1, Tokens.HEADS, 1, Tokens.HEAD_DIM),
                            Tensor.of(tokens.last(tokens.key(), t + 1), 1, Tokens.HEADS, 1, Tokens.HEAD_DIM),
                            Tensor.of(tokens.last(tokens.value(), t + 1), 1, Tokens.HEADS, 1, Tokens.VALUE_DIM),
                            Coordinates.tokens(1_000_000L + t, 1));
                    if (t % 500 == 499) {
                        Tokens lastQuery = tokens.lastQueryOf(t + 1);
                        Rounding.assertOutputs(output, reference.attend(lastQuery), lastQuery);
                    }
                }
            }
        }
    }
}
