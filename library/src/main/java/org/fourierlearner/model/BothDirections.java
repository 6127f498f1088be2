package org.fourierlearner.model;

import java.util.Locale;
import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.rpe.BucketBias;
import org.fourierlearner.rpe.Decay;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.rpe.SelfWeight;

/// What attention needs if tokens are to see all others.
final class BothDirections {

    private BothDirections() {}

    /// @throws IllegalArgumentException if attention is causal by its nature
    static void require(AttentionConfig attention) {
        String expected = "attention: expected a kind for attention to all tokens, such as linear or exact, got ";
        switch (attention) {
            case AttentionConfig.Retention _ ->
                throw new IllegalArgumentException(expected + "retention, whose tokens see only what came before them");
            case AttentionConfig.Gated _ ->
                throw new IllegalArgumentException(expected + "gated, whose tokens see only what came before them");
            case AttentionConfig.RandomFeature random
            when random.gated() ->
                throw new IllegalArgumentException(
                        expected + "gated random-feature, whose tokens see only what came before them");
            case AttentionConfig.Exact _,
                    AttentionConfig.Linear _,
                    AttentionConfig.RandomFeature _,
                    AttentionConfig.Masked _ -> {}
        }
        if (attention.rpe() instanceof BucketBias bucket && !bucket.bidirectional()) {
            throw new IllegalArgumentException(
                    "attention: expected rpe.bidirectional = true for bucket, because tokens see both sides, got false");
        }
    }

    /// What attention needs if tokens are to see all others and lie in a plane or in space, one after another only in
    /// memory.
    ///
    /// @throws IllegalArgumentException if attention is causal by its nature, or depends on an order of tokens
    static void requireInSpace(AttentionConfig attention) {
        require(attention);
        if (attention.rpe() instanceof Rpe.Fourier fourier && fourier.selfWeight() == SelfWeight.LEARNED) {
            throw new IllegalArgumentException(
                    "attention: expected rpe.selfWeight = encoded, because weights of tokens to themselves are learned only along a line, got learned");
        }
        if (attention.rpe() instanceof Rpe.Fourier fourier && fourier.decay() != Decay.NONE) {
            throw new IllegalArgumentException(
                    "attention: expected rpe.decay = none, because decay needs a before and an after, got %s"
                            .formatted(fourier.decay().name().toLowerCase(Locale.ROOT)));
        }
    }
}
