package org.fourierlearner.attention;

import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.attention.AttentionConfig.Exact;
import org.fourierlearner.attention.AttentionConfig.Form;
import org.fourierlearner.attention.AttentionConfig.Linear;
import org.fourierlearner.attention.AttentionConfig.Path;
import org.fourierlearner.rpe.DirectionalSpectrum;
import org.fourierlearner.rpe.FrequencySampler;
import org.fourierlearner.rpe.GaussianMixtureSpectrum;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.tensor.Randomness;

/// Configurations of every kind of attention.
final class Attentions {
    private static final GaussianMixtureSpectrum MIXTURE = new GaussianMixtureSpectrum(2, 0.8);

    static final Rpe NONE = new Rpe.None();
    static final Rpe ENCODED = new Rpe.Fourier(MIXTURE, new FrequencySampler.Automatic(), 4, false, 0);
    static final Rpe DECAYING = new Rpe.Fourier(MIXTURE, new FrequencySampler.Automatic(), 4, true, 0);
    static final Rpe DIRECTED =
            new Rpe.Fourier(new DirectionalSpectrum(MIXTURE), new FrequencySampler.Automatic(), 4, false, 0);

    static final Form ADDITIVE = new Form.Additive();
    static final Form PRODUCT = new Form.Product(new PositiveFeatureMap(6, Directions.SIMPLEX, false));

    static final PositiveFeatureMap POSITIVE = new PositiveFeatureMap(16, Directions.ORTHOGONAL, false);
    static final PositiveFeatureMap TRAINED = new PositiveFeatureMap(16, Directions.INDEPENDENT, true);
    static final HyperbolicFeatureMap HYPERBOLIC = new HyperbolicFeatureMap(16, Directions.SIMPLEX, false);
    static final OptimalPositiveFeatureMap OPTIMAL = new OptimalPositiveFeatureMap(16, Directions.ORTHOGONAL, true, 6);

    /// Enough of them that no sum of weights comes near zero.
    static final TrigonometricFeatureMap TRIGONOMETRIC = new TrigonometricFeatureMap(128, Directions.ORTHOGONAL, false);

    static final List<AttentionConfig> EVERY = every();

    private Attentions() {}

    private static List<AttentionConfig> every() {
        List<AttentionConfig> every = new ArrayList<>();
        for (Rpe rpe : List.of(NONE, ENCODED, DECAYING, DIRECTED)) {
            every.add(new Exact(rpe));
            every.add(new Linear(POSITIVE, rpe, ADDITIVE));
            every.add(new Linear(POSITIVE, rpe, ADDITIVE).withPath(Path.COMPOSED));
            every.add(new Linear(POSITIVE, rpe, ADDITIVE).withPath(Path.EXACT));
            every.add(new Linear(POSITIVE, rpe, PRODUCT));
        }
        for (RandomFeatureMap map : List.of(TRAINED, HYPERBOLIC, OPTIMAL, TRIGONOMETRIC)) {
            every.add(new Linear(map, ENCODED, ADDITIVE));
            every.add(new Linear(map, DECAYING, PRODUCT));
        }
        every.add(new Linear(
                HYPERBOLIC, ENCODED, new Form.Product(new TrigonometricFeatureMap(32, Directions.ORTHOGONAL, true))));
        for (DeterministicFeatureMap map : List.of(ReluFeatureMap.defaults(), new EluFeatureMap())) {
            every.add(new Linear(map, NONE, ADDITIVE));
            every.add(new Linear(map, NONE, ADDITIVE).withPath(Path.COMPOSED));
            every.add(new Linear(map, ENCODED, PRODUCT));
            every.add(new Linear(map, DECAYING, PRODUCT));
        }
        return every;
    }

    static Attention create(AttentionConfig config, Tokens tokens) {
        return config.create(Tokens.HEADS, Tokens.HEAD_DIM, tokens.coordinateRange(), Randomness.seeded(17));
    }

    static boolean decays(AttentionConfig config) {
        return config.rpe() instanceof Rpe.Fourier fourier && fourier.decay();
    }
}
