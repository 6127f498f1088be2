package org.fourierlearner.attention;

import java.util.Optional;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.RelativePositionalEncoding;
import org.fourierlearner.rpe.ShellWaves;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Sums with a radial mask: `outᵢ = Σⱼ Aᵢⱼvⱼ`, `Aᵢⱼ = Σₘ Φₘ(qᵢ) Φₘ(kⱼ) gₘ(rᵢ − rⱼ)`, where each
/// feature `m` of a head has a mask of its own, `gₘ(z) = Σₛ wₘₛ·s(|z|)` of shells.
///
/// A mask is a sum of waves `cos 2πξ·(rᵢ − rⱼ)`, so sums over keys are taken once for each wave,
/// and weighted with the mask's transform: time and memory `O((queries + keys +
/// width)·frequencies)` for an example, `width` that of all heads' features times values.
/// Frequencies are as many as the reach of the mask in space, or the volume of a crystal's cell,
/// asks for, up to what the blur damps; they do not grow with the number of tokens.
///
/// All pairs, `path = "exact"`, are those of open space; in a crystal, the images that come
/// within reach of each atom, found and summed in linear time if queries
/// and keys stand at the same coordinates.
///
/// There is no denominator, so the mask may be negative, and weights of what comes twice are
/// twice as large: a cell of a crystal and two of them as one give the same outputs. Causal and
/// packed attention and streams take all pairs, and a stream keeps all its keys and values.
///
/// What is learned: `shells` `w`, `[heads, headDim, shells]`.
///
/// Source: Choromanski et al. 2022, "From block-Toeplitz matrices to differential equations on
/// graphs: towards a general theory for scalable masked Transformers" (arXiv:2107.07999), for
/// masks that multiply; Choromanski et al. 2024 (arXiv:2302.01925), for those given by their
/// Fourier transform. Shells of spherical waves are our own.
public final class MaskedAttention implements Attention {

    /// Values of about twenty neighbours first add up to something of the size of one.
    private static final double FIRST_DEVIATION = 0.1;

    private final int heads;
    private final int headDim;
    private final DeterministicFeatureMap features;
    private final boolean allPairs;
    private final ShellWaves waves;
    private final Parameters parameters = new Parameters();
    private final Tensor weights;

    MaskedAttention(AttentionConfig.Masked config, int heads, int headDim, CoordinateRange range, Randomness random) {
        this.heads = heads;
        this.headDim = headDim;
        features = config.features();
        allPairs = config.path() == AttentionConfig.Path.EXACT;
        waves = new ShellWaves(config.rpe(), range);
        var rpe = new Parameters();
        weights = rpe.weight(
                "shells", random.normal(heads, headDim, config.rpe().count()).multiply(FIRST_DEVIATION));
        parameters.include("rpe", rpe);
    }

    @Override
    public Tensor attend(
            Tensor query, Tensor key, Tensor value, Coordinates queryAt, Coordinates keyAt, Visibility visibility) {
        AttentionShapes.requireInSpace(query, key, value, headDim, queryAt, keyAt, visibility);
        if (value.extent(-2) == 0 || query.extent(-2) == 0) {
            return AttentionShapes.nothing(query, value);
        }
        boolean plain = !visibility.causal() && visibility.segments() == null;
        boolean near = allPairs && queryAt == keyAt && queryAt.isPeriodic() && !queryAt.areShared();
        if (!plain || (allPairs && !near)) {
            return weights(query, key, queryAt, keyAt, visibility).matmul(value);
        }
        int batch = value.extent(0);
        int keys = value.extent(2);
        int queries = query.extent(2);
        int valueDim = value.extent(3);
        Tensor products = hiding(phi(key), visibility)
                .unsqueeze(-1)
                .multiply(value.unsqueeze(-2))
                .permute(0, 2, 1, 3, 4)
                .reshape(batch, keys, heads * headDim * valueDim);
        Tensor sums = near
                ? waves.images(queryAt, visibility.keys(), placeType())
                        .sums(products, weights.reshape(heads * headDim, -1))
                : byWaves(waves.at(queryAt, keyAt, placeType()), products, valueDim);
        return sums.reshape(batch, queries, heads, headDim, valueDim)
                .permute(0, 2, 1, 3, 4)
                .multiply(phi(query).unsqueeze(-1))
                .sum(-2)
                .squeeze(-2);
    }

    /// @param products `[batch, keys, width]`
    private Tensor byWaves(ShellWaves.Waves at, Tensor products, int valueDim) {
        Tensor transform =
                at.amplitudes().matmul(weights.reshape(heads * headDim, -1).transpose(0, 1));
        Tensor sums = at.key().transpose(-1, -2).matmul(products);
        int count = sums.extent(-2);
        int batch = sums.extent(0);
        Tensor masked = sums.reshape(batch, count, heads * headDim, valueDim)
                .multiply(Tensor.concatenate(-2, transform, transform).unsqueeze(-1))
                .reshape(batch, count, heads * headDim * valueDim);
        return at.query().matmul(masked);
    }

    /// What is made of places is at least in single precision, also where products of layers are
    /// not.
    private ElementType placeType() {
        return weights.type() == ElementType.FLOAT64 ? ElementType.FLOAT64 : ElementType.FLOAT32;
    }

    private Tensor phi(Tensor rows) {
        return features.at(rows).log().exp();
    }

    private static Tensor hiding(Tensor keys, Visibility visibility) {
        return visibility.keys() == null
                ? keys
                : keys.maskedFill(visibility.keys().not().unsqueeze(1).unsqueeze(-1), 0);
    }

    /// {@return `Aᵢⱼ`, which can be negative and need not sum to 1}
    @Override
    public Tensor weights(Tensor query, Tensor key, Coordinates queryAt, Coordinates keyAt, Visibility visibility) {
        AttentionShapes.requireInSpace(query, key, key, headDim, queryAt, keyAt, visibility);
        if (query.extent(-2) == 0 || key.extent(-2) == 0) {
            return Tensor.zeros(query.type(), query.extent(0), query.extent(1), query.extent(2), key.extent(2));
        }
        return pairs(query, key, queryAt, keyAt, AttentionShapes.hidden(visibility, query.extent(-2), key.extent(-2)));
    }

    private Tensor pairs(Tensor query, Tensor key, Coordinates queryAt, Coordinates keyAt, @Nullable Tensor hidden) {
        Tensor shells = waves.pairs(queryAt, keyAt).to(query.type());
        Tensor sum = null;
        for (int m = 0; m < headDim; m++) {
            // [batch or none, heads, queries, keys]
            Tensor mask = shells.matmul(weights.select(1, m).transpose(0, 1))
                    .transpose(-1, -2)
                    .transpose(-2, -3);
            Tensor feature = phi(query.narrow(-1, m, 1))
                    .multiply(phi(key.narrow(-1, m, 1)).transpose(-1, -2))
                    .multiply(mask);
            sum = sum == null ? feature : sum.add(feature);
        }
        if (sum == null) {
            throw new AssertionError("no features");
        }
        return hidden == null ? sum : sum.maskedFill(hidden, 0);
    }

    @Override
    public AttentionState begin() {
        return new AttentionState();
    }

    @Override
    public Tensor resume(AttentionState state, Tensor query, Tensor key, Tensor value, Coordinates at) {
        AttentionShapes.requireInSpace(query, key, value, headDim, at, at, Visibility.upToSelf());
        if (query.extent(-2) == 0) {
            return AttentionShapes.nothing(query, value);
        }
        KeptTokens all = KeptTokens.of(state, key, value, at);
        Coordinates queryAt = Coordinates.of(at.perExample(query.extent(0))).inCellsOf(at);
        Coordinates keyAt = Coordinates.of(all.places()).inCellsOf(at);
        Tensor outputs = pairs(query, all.keys(), queryAt, keyAt, all.later(query.extent(-2)))
                .matmul(all.values());
        state.replace(all.tensors());
        return outputs;
    }

    /// {@return the number of waves in open space}
    ///
    /// @throws IllegalArgumentException if its reach needs too many
    public int frequencies() {
        return waves.count();
    }

    /// Refuses a crystal that needs too many waves, where there are any.
    ///
    /// @param vectors of its cell, nine numbers
    /// @throws IllegalArgumentException if it does
    public void requireFewWaves(double... vectors) {
        if (!allPairs) {
            waves.requireFew(vectors);
        }
    }

    /// {@return the masks `gₘ` at some distances, by their closed form, `[heads, headDim, count]`}
    ///
    /// @param distances in units of position, each at least 0
    /// @throws IllegalArgumentException if one is negative or not finite
    public Tensor masksAt(double... distances) {
        double[] places = new double[3 * distances.length];
        for (int i = 0; i < distances.length; i++) {
            if (!(distances[i] >= 0 && distances[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "distances[%d]: expected a number ≥ 0, got %s".formatted(i, distances[i]));
            }
            places[3 * i] = distances[i];
        }
        Tensor shells = waves.shells().at(Tensor.of(places, distances.length, 3), weights.type());
        return weights.matmul(shells.transpose(0, 1));
    }

    /// Sums, but of a size that needs no norm.
    @Override
    public boolean averages() {
        return true;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Optional<RelativePositionalEncoding> encoding() {
        return Optional.empty();
    }
}
