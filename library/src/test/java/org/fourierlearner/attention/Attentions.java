package org.fourierlearner.attention;

import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.attention.AttentionConfig.Exact;
import org.fourierlearner.attention.AttentionConfig.Form;
import org.fourierlearner.attention.AttentionConfig.Gated;
import org.fourierlearner.attention.AttentionConfig.Linear;
import org.fourierlearner.attention.AttentionConfig.Path;
import org.fourierlearner.attention.AttentionConfig.RandomFeature;
import org.fourierlearner.attention.AttentionConfig.Retention;
import org.fourierlearner.rpe.AlibiBias;
import org.fourierlearner.rpe.Bias;
import org.fourierlearner.rpe.BucketBias;
import org.fourierlearner.rpe.ConvolutionalSpe;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.Cosine;
import org.fourierlearner.rpe.Decay;
import org.fourierlearner.rpe.DecayStart;
import org.fourierlearner.rpe.DirectionalSpectrum;
import org.fourierlearner.rpe.FrequencySampler;
import org.fourierlearner.rpe.GaussianMixtureSpectrum;
import org.fourierlearner.rpe.GridTableBias;
import org.fourierlearner.rpe.Rotary;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.rpe.SelfWeight;
import org.fourierlearner.rpe.SineSpe;
import org.fourierlearner.rpe.Stochastic;
import org.fourierlearner.rpe.TableBias;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// Configurations of every kind of attention.
final class Attentions {
    private static final GaussianMixtureSpectrum MIXTURE = new GaussianMixtureSpectrum(2, 0.8);

    static final Rpe NONE = new Rpe.None();
    static final Rpe ENCODED = new Rpe.Fourier(
            MIXTURE, new FrequencySampler.Automatic(), 4, Decay.NONE, DecayStart.NEAR, SelfWeight.ENCODED, 0);
    static final Rpe DECAYING = new Rpe.Fourier(
            MIXTURE, new FrequencySampler.Automatic(), 4, Decay.STEADY, DecayStart.NEAR, SelfWeight.ENCODED, 0);

    /// Gates that begin fast could make chunks of whole batches shorter, where tests ask for equal bits.
    static final Rpe GATED = new Rpe.Fourier(
            MIXTURE, new FrequencySampler.Automatic(), 4, Decay.GATED, DecayStart.SPREAD, SelfWeight.ENCODED, 0);
    static final Rpe SELVES = new Rpe.Fourier(
            MIXTURE, new FrequencySampler.Automatic(), 4, Decay.NONE, DecayStart.NEAR, SelfWeight.LEARNED, 0);
    static final Rpe GATED_SELVES = new Rpe.Fourier(
            MIXTURE, new FrequencySampler.Automatic(), 4, Decay.GATED, DecayStart.SPREAD, SelfWeight.LEARNED, 0);
    static final Rpe DIRECTED = new Rpe.Fourier(
            new DirectionalSpectrum(MIXTURE),
            new FrequencySampler.Automatic(),
            4,
            Decay.NONE,
            DecayStart.NEAR,
            SelfWeight.ENCODED,
            0);

    static final Rpe ROTARY = new Rotary(50);

    /// Few enough buckets and a reach short enough that tokens of the tests go beyond.
    static final List<Bias> BIASES = List.of(
            new AlibiBias(),
            new BucketBias(6, 7, false),
            new BucketBias(8, 9, true),
            new TableBias(4),
            new GridTableBias());

    static final List<Stochastic> STOCHASTIC = List.of(
            new SineSpe(2, 17, false),
            new SineSpe(3, 7, true),
            new ConvolutionalSpe(5, 17, false),
            new ConvolutionalSpe(1, 7, true));

    static final Form ADDITIVE = new Form.Additive();
    static final Form PAIRED = new Form.Paired(Directions.ORTHOGONAL, true);
    static final Form PRODUCT = new Form.Product(new PositiveFeatureMap(6, Directions.SIMPLEX, false));

    static final PositiveFeatureMap POSITIVE = new PositiveFeatureMap(16, Directions.ORTHOGONAL, false);
    static final PositiveFeatureMap TRAINED = new PositiveFeatureMap(16, Directions.INDEPENDENT, true);
    static final HyperbolicFeatureMap HYPERBOLIC = new HyperbolicFeatureMap(16, Directions.SIMPLEX, false);
    static final OptimalPositiveFeatureMap OPTIMAL = new OptimalPositiveFeatureMap(16, Directions.ORTHOGONAL, true, 6);

    /// Enough of them that no sum of weights comes near zero.
    static final TrigonometricFeatureMap TRIGONOMETRIC = new TrigonometricFeatureMap(128, Directions.ORTHOGONAL, false);

    static final List<AttentionConfig> EVERY = every();

    /// With gates that begin as fast as they do by default.
    static final List<AttentionConfig> FAST_GATES = with(new Rpe.Fourier(
            MIXTURE, new FrequencySampler.Automatic(), 4, Decay.GATED, DecayStart.NEAR, SelfWeight.LEARNED, 0));

    private Attentions() {}

    private static List<AttentionConfig> with(Rpe rpe) {
        return List.of(
                new Exact(rpe),
                new Linear(POSITIVE, rpe, ADDITIVE),
                new Linear(POSITIVE, rpe, ADDITIVE).withPath(Path.COMPOSED),
                new Linear(POSITIVE, rpe, ADDITIVE).withPath(Path.EXACT),
                new Linear(POSITIVE, rpe, PRODUCT));
    }

    private static List<AttentionConfig> every() {
        List<AttentionConfig> every = new ArrayList<>();
        for (Rpe rpe : List.of(NONE, ENCODED, DECAYING, GATED, SELVES, GATED_SELVES, DIRECTED)) {
            every.addAll(with(rpe));
        }
        every.add(new Exact(ROTARY));
        BIASES.forEach(bias -> every.add(new Exact(bias)));
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
            every.add(new Linear(map, ENCODED, PAIRED));
            every.add(new Linear(map, GATED_SELVES, PAIRED));
            every.add(new Linear(map, GATED_SELVES, PAIRED).withPath(Path.COMPOSED));
            every.add(new Linear(map, GATED_SELVES, PAIRED).withPath(Path.EXACT));
        }
        for (DeterministicFeatureMap map : List.of(ReluFeatureMap.defaults(), new EluFeatureMap())) {
            every.add(new Linear(map, ROTARY, ADDITIVE));
        }
        every.add(new Linear(ReluFeatureMap.defaults(), new Cosine(), ADDITIVE));
        every.add(new Linear(POSITIVE, new Cosine(), ADDITIVE));
        for (Bias bias : BIASES) {
            every.add(new Linear(POSITIVE, bias, ADDITIVE));
            every.add(new Linear(POSITIVE, bias, ADDITIVE).withPath(Path.COMPOSED));
            every.add(new Linear(new EluFeatureMap(), bias, ADDITIVE).withPath(Path.EXACT));
        }
        for (Bias bias : List.of(new TableBias(4), new GridTableBias())) {
            every.add(new Linear(new EluFeatureMap(), bias, ADDITIVE));
            every.add(new Linear(new EluFeatureMap(), bias, ADDITIVE).withPath(Path.COMPOSED));
        }
        for (Stochastic stochastic : STOCHASTIC) {
            every.add(new Linear(POSITIVE, stochastic, ADDITIVE));
            every.add(new Linear(TRAINED, stochastic, ADDITIVE).withPath(Path.COMPOSED));
            every.add(new Linear(new EluFeatureMap(), stochastic, ADDITIVE));
            every.add(new Linear(POSITIVE, stochastic, ADDITIVE).withPath(Path.EXACT));
        }
        every.add(new RandomFeature(128, Directions.ORTHOGONAL, false));
        every.add(new RandomFeature(128, Directions.SIMPLEX, true));
        every.add(new Retention(NONE));
        every.add(new Retention(ROTARY));
        every.add(new Gated(3));
        return every;
    }

    static Attention create(AttentionConfig config, Tokens tokens) {
        Randomness random = Randomness.seeded(17);
        Attention attention = config.create(Tokens.HEADS, Tokens.HEAD_DIM, tokens.coordinateRange(), random);
        Tensor gate = attention.parameters().all().get("rpe.gate");
        if (gate != null) {
            // begins at 0, where it does nothing
            gate.detach().copyInPlace(random.normal(gate.shape().extents()));
        }
        Tensor selves = attention.parameters().all().get("rpe.selfLogits");
        if (selves != null) {
            // else tokens hardly see themselves, and no error would show
            selves.detach().copyInPlace(random.normal(selves.shape().extents()));
        }
        return attention;
    }

    /// Those that are defined for such tokens.
    static List<AttentionConfig> fitting(Tokens tokens) {
        return EVERY.stream().filter(config -> fits(config, tokens)).toList();
    }

    /// Whether an attention is defined for such tokens.
    static boolean fits(AttentionConfig config, Tokens tokens) {
        if (config.rpe() instanceof GridTableBias) {
            return tokens.isGrid() && !tokens.causal();
        }
        boolean onALine = !(config.rpe() instanceof Rpe.None || config.rpe() instanceof Rpe.Fourier);
        boolean onIndices = config.rpe() instanceof ConvolutionalSpe;
        boolean timed = config.rpe() instanceof Rpe.Fourier fourier && fourier.decay() != Decay.NONE;
        return (tokens.causal() || !needsOneDirection(config))
                && (tokens.queryLength() == tokens.keyLength() || !needsSameTokens(config))
                && (tokens.dim() == 1 || !(onALine || timed))
                && (tokens.areIndices() || !onIndices);
    }

    /// Whether streams keep all tokens.
    static boolean forgetsNothing(AttentionConfig config) {
        return config instanceof Exact || config.rpe() instanceof Bias;
    }

    static boolean needsOneDirection(AttentionConfig config) {
        return RecurrenceReference.has(config) || (config instanceof RandomFeature features && features.gated());
    }

    static boolean needsSameTokens(AttentionConfig config) {
        return config.rpe() instanceof Rpe.Fourier fourier && fourier.needsSameTokens();
    }

    /// Whether the weights of a query are positive and sum to 1, for features that are.
    static boolean areShares(AttentionConfig config) {
        return config instanceof Exact || (config instanceof Linear && !(config.rpe() instanceof Rotary));
    }

    /// With chunks of a given size, where there are chunks.
    static Tensor attend(
            Attention attention, Tensor[] content, Coordinates queryAt, Coordinates keyAt, Visibility seen, int chunk) {
        Tensor query = content[0];
        Tensor key = content[1];
        Tensor value = content[2];
        return switch (attention) {
            case ExactAttention exact -> exact.attend(query, key, value, queryAt, keyAt, seen);
            case LinearAttention linear -> linear.attend(query, key, value, queryAt, keyAt, seen, chunk);
            case RotaryLinearAttention linear -> linear.attend(query, key, value, queryAt, keyAt, seen, chunk);
            case StochasticAttention linear -> linear.attend(query, key, value, queryAt, keyAt, seen, chunk);
            case RandomFeatureAttention random -> random.attend(query, key, value, queryAt, keyAt, seen, chunk);
            case ToeplitzAttention toeplitz -> toeplitz.attend(query, key, value, queryAt, keyAt, seen);
            case MaskedAttention masked -> masked.attend(query, key, value, queryAt, keyAt, seen);
            case RecurrentAttention recurrent -> recurrent.attend(query, key, value, queryAt, keyAt, seen, chunk);
        };
    }
}
