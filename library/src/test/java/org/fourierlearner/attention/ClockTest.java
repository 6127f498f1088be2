package org.fourierlearner.attention;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.Decay;
import org.fourierlearner.rpe.RelativePositionalEncoding;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The times that heads forget by, with a gate and without.
final class ClockTest {
    private static final int HEADS = 2;
    private static final int HEAD_DIM = 3;
    private static final int LENGTH = 5;

    private final Scope scope = Scope.withGradients();
    private final Parameters parameters = new Parameters();

    @AfterEach
    void close() {
        scope.close();
    }

    private Clock clock(Decay decay) {
        var encoding = new RelativePositionalEncoding(
                Rpe.Fourier.defaults().withDecay(decay), HEADS, CoordinateRange.tokens(LENGTH), Randomness.seeded(1));
        return new Clock(encoding, HEADS, HEAD_DIM, parameters);
    }

    private static Tensor keys() {
        return Randomness.seeded(2).normal(1, HEADS, LENGTH, HEAD_DIM);
    }

    private static Tensor at(Clock clock, Tensor keys, @Nullable Tensor tokens) {
        return requireNonNull(clock.at(keys, Coordinates.tokens(7, LENGTH), tokens, null));
    }

    @Test
    void aGateBeginsAsTheDecayAlsoForRoundedKeys() {
        double[] steady = at(clock(Decay.STEADY), keys(), null).toDoubles();
        double[] gated =
                at(clock(Decay.GATED), keys().to(ElementType.BFLOAT16), null).toDoubles();

        // times count from the first token, where there is no rate to begin with
        for (int k = 0; k < gated.length; k++) {
            double since = steady[k] - steady[k / LENGTH * LENGTH];
            // as many sums of doubles as there are tokens
            assertThat(gated[k]).isCloseTo(since, within(LENGTH * Math.ulp(1.0)));
        }
    }

    @Test
    void whatStandsInPaddingReachesNoGradient() {
        float[] content = keys().toFloats();
        for (int h = 0; h < HEADS; h++) {
            int padding = (h * LENGTH + 1) * HEAD_DIM;
            Arrays.fill(content, padding, padding + HEAD_DIM, Float.NaN);
        }
        Tensor keys = Tensor.of(content, 1, HEADS, LENGTH, HEAD_DIM).requireGradient();
        Tensor tokens = Tensor.of(new boolean[] {true, false, true, true, true}, 1, LENGTH);

        at(clock(Decay.GATED), keys, tokens).sum(-2).mean().backward();

        assertThat(Arrays.stream(
                        parameters.get("rpe.gate").gradient().orElseThrow().toDoubles()))
                .allMatch(Double::isFinite)
                .anyMatch(slope -> slope != 0);
        assertThat(Arrays.stream(keys.gradient().orElseThrow().toDoubles())).allMatch(Double::isFinite);
    }
}
