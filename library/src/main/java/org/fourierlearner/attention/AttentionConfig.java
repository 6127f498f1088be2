package org.fourierlearner.attention;

import org.fourierlearner.rpe.Bias;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Cosine;
import org.fourierlearner.rpe.Decay;
import org.fourierlearner.rpe.DecayStart;
import org.fourierlearner.rpe.GaussianMixtureSpectrum;
import org.fourierlearner.rpe.Rotary;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.rpe.SelfWeight;
import org.fourierlearner.rpe.Shells;
import org.fourierlearner.rpe.Stochastic;
import org.fourierlearner.tensor.Randomness;

/// Which attention a layer has.
public sealed interface AttentionConfig {

    /// {@return the relative positional encoding}
    Rpe rpe();

    /// {@return the attention of one layer, with first values of what it learns}
    ///
    /// @param heads the number of heads
    /// @param headDim the width of queries and keys
    /// @param range the positions to expect
    /// @param random the source of the draws
    /// @throws IllegalArgumentException if the parts of the configuration do not fit each other
    Attention create(int heads, int headDim, CoordinateRange range, Randomness random);

    private static void requireNoMask(Rpe rpe) {
        if (rpe instanceof Shells) {
            throw new IllegalArgumentException(
                    "rpe: expected an encoding of logits, because shells multiply, got shells; take attention masked");
        }
    }

    /// Softmax attention, `O(length²)`.
    ///
    /// @param rpe added to the logits, or applied to queries and keys
    record Exact(Rpe rpe) implements AttentionConfig {

        /// Checks the encoding.
        ///
        /// @throws IllegalArgumentException if it is one of linear attention
        public Exact {
            requireNoMask(rpe);
            if (rpe instanceof Cosine) {
                throw new IllegalArgumentException(
                        "rpe: expected an encoding of logits, because softmax of a cosine is another attention, got cosine; take attention linear");
            }
            if (rpe instanceof Stochastic) {
                throw new IllegalArgumentException(
                        "rpe: expected an encoding that is exact, because a stochastic one is an estimate for attention linear, got %s"
                                .formatted(rpe));
            }
        }

        /// {@return with the default encoding}
        public static Exact defaults() {
            return new Exact(Rpe.Fourier.defaults());
        }

        @Override
        public Attention create(int heads, int headDim, CoordinateRange range, Randomness random) {
            return new ExactAttention(this, heads, headDim, range, random);
        }
    }

    /// Linear attention, `O(length)`.
    ///
    /// @param features the features of queries and keys
    /// @param rpe the encoding
    /// @param form how the encoding joins the features
    /// @param path how it is computed; all give the same results but for rounding
    record Linear(FeatureMap features, Rpe rpe, Form form, Path path) implements AttentionConfig {

        /// For each product of a feature and a value, whose transforms take more memory than so many rows of
        /// the matrix.
        private static final long TOKENS_PER_PRODUCT = 2;

        /// Computed by the kernels where they can.
        ///
        /// @param features the features of queries and keys
        /// @param rpe the encoding
        /// @param form how the encoding joins the features
        /// @throws IllegalArgumentException as the other constructor does
        public Linear(FeatureMap features, Rpe rpe, Form form) {
            this(features, rpe, form, Path.FUSED);
        }

        /// {@return the same, computed in another way}
        ///
        /// @param other the way
        public Linear withPath(Path other) {
            return new Linear(features, rpe, form, other);
        }

        /// Checks that features and form fit.
        ///
        /// @throws IllegalArgumentException if deterministic features are given an encoding in additive
        ///     form, random ones one in paired form, or random ones a rotary encoding
        public Linear {
            requireNoMask(rpe);
            if (rpe instanceof Rotary && !(features instanceof DeterministicFeatureMap)) {
                throw new IllegalArgumentException(
                        "features: expected elu or relu with rotary, because what turned random features estimate is not softmax, got %s"
                                .formatted(features));
            }
            if (features instanceof DeterministicFeatureMap
                    && rpe instanceof Rpe.Fourier
                    && form instanceof Form.Additive) {
                throw new IllegalArgumentException(
                        "form: expected paired or product, because deterministic features of added positions depend on more than rᵢ − rⱼ, got additive");
            }
            if (features instanceof RandomFeatureMap && form instanceof Form.Paired) {
                throw new IllegalArgumentException(
                        "form: expected additive or product, because paired features are those of elu or relu, got paired");
            }
        }

        /// {@return the number of features of each query and key}
        ///
        /// @param headDim the width of queries and keys
        public int featureCount(int headDim) {
            int content = switch (features) {
                case RandomFeatureMap map -> map.features();
                case DeterministicFeatureMap _ -> rpe instanceof Stochastic s ? s.realizations() : headDim;
            };
            if (rpe instanceof Cosine) {
                return 2 * content;
            }
            return rpe instanceof Rpe.Fourier && form instanceof Form.Product(RandomFeatureMap positions)
                    ? content * positions.features()
                    : content;
        }

        /// {@return whether sums over keys are products with the matrix of a [Bias]} Up to such a length, Fourier
        /// transforms would take more memory and time.
        ///
        /// Sums of features of both signs may cancel, and single precision has too few digits for
        /// that.
        ///
        /// @param length the number of tokens
        /// @param headDim the width of queries and keys
        /// @param valueDim the width of values
        public boolean takesProducts(int length, int headDim, int valueDim) {
            return rpe instanceof Bias
                    && path == Path.FUSED
                    && !(features instanceof TrigonometricFeatureMap)
                    && length <= TOKENS_PER_PRODUCT * featureCount(headDim) * (valueDim + 1);
        }

        /// {@return whether the kernels compute it in single precision, and so hold no features}
        public boolean isFused() {
            boolean added = !(rpe instanceof Rpe.Fourier)
                    || switch (form) {
                        case Form.Additive _, Form.Paired _ -> true;
                        case Form.Product _ -> false;
                    };
            boolean known = features instanceof PositiveFeatureMap || features instanceof DeterministicFeatureMap;
            boolean apart = rpe instanceof Rpe.Fourier || rpe instanceof Rpe.None || rpe instanceof Stochastic;
            return path == Path.FUSED && added && known && apart;
        }

        /// {@return positive random features and the default encoding in additive form}
        public static Linear defaults() {
            return new Linear(PositiveFeatureMap.defaults(), Rpe.Fourier.defaults(), new Form.Additive());
        }

        /// {@return the same with an encoding that also decays, by a gate, and with learned weights of tokens to
        /// themselves}
        public static Linear causal() {
            Rpe encoding = Rpe.Fourier.defaults().withDecay(Decay.GATED).withSelfWeight(SelfWeight.LEARNED);
            return new Linear(PositiveFeatureMap.defaults(), encoding, new Form.Additive());
        }

        /// {@return features of ReLU in paired form, with an encoding that also decays to both sides, by a gate,
        /// and with learned weights of tokens to themselves} One head first sees what is near, one all of the
        /// range.
        public static Linear bidirectional() {
            Rpe encoding = Rpe.Fourier.defaults()
                    .withSpectrum(new GaussianMixtureSpectrum(4, 0.05))
                    .withDecay(Decay.GATED)
                    .withDecayStart(DecayStart.SPREAD)
                    .withSelfWeight(SelfWeight.LEARNED);
            return new Linear(ReluFeatureMap.defaults(), encoding, Form.Paired.defaults());
        }

        @Override
        public Attention create(int heads, int headDim, CoordinateRange range, Randomness random) {
            return switch (rpe) {
                case Bias bias -> new ToeplitzAttention(this, bias, heads, headDim, range, random);
                case Stochastic stochastic -> new StochasticAttention(this, stochastic, heads, headDim, range, random);
                case Rotary rotary
                when features instanceof DeterministicFeatureMap map ->
                    new RotaryLinearAttention(map, rotary, headDim, range);
                default -> new LinearAttention(this, heads, headDim, range, random);
            };
        }
    }

    /// The past fades at a fixed rate for each head, `γₕ = 1 − 2^(−5−h)` for heads `h = 0, 1, …`:
    /// `outᵢ = Σⱼ≤ᵢ γₕ^(rᵢ−rⱼ) (qᵢ·kⱼ/√d) vⱼ`, `O(length)`.
    ///
    /// Source: Sun et al. 2023, "Retentive Network: A Successor to Transformer for Large Language Models"
    /// (arXiv:2307.08621). The paper turns queries and keys, as `rotary` does; its group norm is a norm
    /// of each head's output in the layer, its gate of the layer's output is left out.
    ///
    /// @param rpe rotary or none
    record Retention(Rpe rpe) implements AttentionConfig {

        /// Checks the encoding.
        ///
        /// @throws IllegalArgumentException if it is neither rotary nor none
        public Retention {
            if (!(rpe instanceof Rotary || rpe instanceof Rpe.None)) {
                throw new IllegalArgumentException(
                        "rpe: expected rotary or none, because retention has no softmax whose logits could be encoded, got %s"
                                .formatted(rpe));
            }
        }

        /// {@return with the paper's turns of queries and keys}
        public static Retention defaults() {
            return new Retention(Rotary.defaults());
        }

        @Override
        public Attention create(int heads, int headDim, CoordinateRange range, Randomness random) {
            return new RecurrentAttention(this, heads, headDim, range);
        }
    }

    /// The past fades by what each token says, channel by channel: `Gₜ = σ(kₜW + b)^(1/temperature)` and
    /// `Sₜ = Gₜ ∘ Sₜ₋₁ + kₜvₜᵀ`, `outₜ = qₜSₜ/√d`, `O(length)`.
    ///
    /// Source: Yang et al. 2024, "Gated Linear Attention Transformers with Hardware-Efficient Training"
    /// (arXiv:2312.06635). The paper's gate has two factors, `σ(xₜW₁W₂ + b)`; here the head's keys are
    /// the first. Its norm of each head's output is in the layer, its gate of the layer's output is left
    /// out.
    ///
    /// @param temperature the higher, the longer it remembers
    record Gated(double temperature) implements AttentionConfig {

        /// Checks the temperature.
        ///
        /// @throws IllegalArgumentException if it is not positive
        public Gated {
            if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "temperature: expected a positive number, got %s".formatted(temperature));
            }
        }

        /// {@return the paper's temperature}
        public static Gated defaults() {
            return new Gated(16);
        }

        /// The order of tokens is all that it knows of positions.
        @Override
        public Rpe rpe() {
            return new Rpe.None();
        }

        @Override
        public Attention create(int heads, int headDim, CoordinateRange range, Randomness random) {
            return new RecurrentAttention(this, heads, headDim, random);
        }
    }

    /// Weights are random Fourier features of queries and keys of length 1, with or without a gate by which
    /// the past fades, `O(length)`: see [RandomFeatureAttention].
    ///
    /// @param features the number of features, twice that of directions
    /// @param directions how the directions depend on each other
    /// @param gated whether each token says how much of the past fades, in causal attention only
    record RandomFeature(int features, Directions directions, boolean gated) implements AttentionConfig {

        /// Checks the number of features.
        ///
        /// @throws IllegalArgumentException if it is not positive and even
        public RandomFeature {
            Directions.requireEven(features);
        }

        /// {@return 128 features of orthogonal directions, without a gate}
        public static RandomFeature defaults() {
            return new RandomFeature(128, Directions.ORTHOGONAL, false);
        }

        /// Positions are nothing to it but the order of tokens.
        @Override
        public Rpe rpe() {
            return new Rpe.None();
        }

        @Override
        public Attention create(int heads, int headDim, CoordinateRange range, Randomness random) {
            return new RandomFeatureAttention(this, heads, headDim, random);
        }
    }

    /// Sums with a radial mask, for atoms: `outᵢ = Σⱼ Aᵢⱼvⱼ` with `Aᵢⱼ = Σₘ Φₘ(qᵢ) Φₘ(kⱼ) gₘ(rᵢ −
    /// rⱼ)`, see [MaskedAttention]. Outputs grow with the number of neighbours, as energies do, and
    /// in a crystal the mask is exactly periodic.
    ///
    /// @param features the features `Φ` of queries and keys
    /// @param rpe the mask
    /// @param path composed: `O(length·frequencies)`; or exact: all pairs, of molecules the same up to the
    ///     designs of directions, of crystals by sums over images
    record Masked(DeterministicFeatureMap features, Shells rpe, Path path) implements AttentionConfig {

        /// Checks the path.
        ///
        /// @throws IllegalArgumentException if it is that of the kernels, which have no masks
        public Masked {
            if (path == Path.FUSED) {
                throw new IllegalArgumentException(
                        "path: expected composed or exact, because the kernels have no masks, got fused");
            }
        }

        /// {@return with features of ELU}
        public static Masked defaults() {
            return new Masked(new EluFeatureMap(), Shells.defaults(), Path.COMPOSED);
        }

        @Override
        public Attention create(int heads, int headDim, CoordinateRange range, Randomness random) {
            return new MaskedAttention(this, heads, headDim, range, random);
        }
    }

    /// How linear attention is computed.
    enum Path {
        /// By kernels that keep nothing as long as the tokens but arguments and results: positive
        /// features in additive form, and deterministic ones in paired form or without encoding, in single
        /// precision in main memory. All else is composed, but for second derivatives, which are refused: they
        /// are for [#COMPOSED]. What has a [Bias] may be multiplied by a matrix, see [Linear#takesProducts].
        FUSED,

        /// Of tensor operations, differentiable as often as you like; what has a [Bias] by Fourier transforms.
        COMPOSED,

        /// By its definition, all weights one by one: time and memory `O(length²·features)`.
        EXACT
    }

    /// How an encoding joins the features of linear attention.
    sealed interface Form {

        /// The paper's: position features are further coordinates of queries and keys, and random
        /// features of the whole estimate `exp(q·k/√d + f)`.
        record Additive() implements Form {}

        /// Each feature of the content, which is deterministic, is multiplied with one positive random feature
        /// of positions of its own: `Σₘ Φₘ(q) Φₘ(k) exp(ωₘ·(φᵢ + ψⱼ))`, on average over directions `ω`
        /// `Φ(q)·Φ(k) × exp f̂` up to a factor that all pairs share. Features are as many as the content has.
        ///
        /// @param directions how the directions depend on each other
        /// @param trained whether the directions are learned
        record Paired(Directions directions, boolean trained) implements Form {

            /// {@return orthogonal directions that are learned}
            public static Paired defaults() {
                return new Paired(Directions.ORTHOGONAL, true);
            }
        }

        /// Position features have random features of their own, which are multiplied with those of the
        /// content: `Φ(q)·Φ(k) × exp f`. It serves every feature map; features are as many as the product
        /// of the two numbers.
        ///
        /// @param positions the features of positions
        record Product(RandomFeatureMap positions) implements Form {

            /// {@return eight positive features}
            public static Product defaults() {
                return new Product(new PositiveFeatureMap(8, Directions.ORTHOGONAL, true));
            }
        }
    }
}
