package org.fourierlearner.rpe;

import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.ShapeMismatchException;
import org.fourierlearner.tensor.Tensor;

/// The stochastic encoding of one attention layer: what its channels have learned, and the noise.
///
/// New queries and keys are scaled by `(realizations·headDim)^(−¼)`, so that
/// `E[q̂ᵢ·k̂ⱼ]/√realizations = Σ_d q_d P_d(rᵢ − rⱼ) k_d/√headDim`. A gate has noise of its own, `n_d` for
/// queries and keys at all positions: `√(1 − δ_d)Q̄_d(r) + √δ_d n_d`.
public final class StochasticEncoding {
    private final Stochastic config;
    private final Parameters parameters;

    /// Draws first values and noise.
    ///
    /// @param config what to encode with
    /// @param heads the number of heads
    /// @param headDim the number of channels of each head
    /// @param range the positions to expect
    /// @param random the source of the draws
    /// @throws IllegalArgumentException if positions are not on a line
    public StochasticEncoding(Stochastic config, int heads, int headDim, CoordinateRange range, Randomness random) {
        this.config = config;
        parameters = config.initialize(heads, headDim, range, random);
        if (config.gated()) {
            parameters.weight("gateLogit", random.normal(heads, headDim));
            parameters.constant("gateNoise", random.normal(heads, headDim, config.realizations()));
        }
    }

    /// {@return the learned values and the noise}
    public Parameters parameters() {
        return parameters;
    }

    /// {@return new queries `q̂`, `[batch, heads, length, realizations]`}
    ///
    /// @param query `[batch, heads, length, headDim]`
    /// @param at where they are, on a line
    /// @throws IllegalArgumentException if there is no noise for a position
    public Tensor queries(Tensor query, Coordinates at) {
        return encoded(query, at, config.queries(parameters, places(at)));
    }

    /// {@return new keys `k̂`, `[batch, heads, length, realizations]`}
    ///
    /// @param key `[batch, heads, length, headDim]`
    /// @param at where they are, on a line
    /// @throws IllegalArgumentException if there is no noise for a position
    public Tensor keys(Tensor key, Coordinates at) {
        return encoded(key, at, config.keys(parameters, places(at)));
    }

    private static Tensor places(Coordinates at) {
        if (at.dim() != 1) {
            throw new ShapeMismatchException("at", "[…, 1]", at.values().shape());
        }
        return at.values().reshape(-1);
    }

    private Tensor encoded(Tensor rows, Coordinates at, Tensor processes) {
        int batch = rows.extent(0);
        int heads = rows.extent(1);
        int length = rows.extent(2);
        int headDim = rows.extent(3);
        Tensor scaled = rows.multiply(Math.pow((double) config.realizations() * headDim, -0.25));
        Tensor matrices = gated(processes).transpose(1, 2);
        if (at.areShared()) {
            return scaled.permute(1, 2, 0, 3).matmul(matrices).permute(2, 0, 1, 3);
        }
        return scaled.transpose(0, 1)
                .reshape(heads, batch * length, 1, headDim)
                .matmul(matrices)
                .reshape(heads, batch, length, config.realizations())
                .transpose(0, 1);
    }

    private Tensor gated(Tensor processes) {
        if (!config.gated()) {
            return processes;
        }
        Tensor logits = parameters.get("gateLogit").unsqueeze(-1).unsqueeze(-1);
        Tensor unmoved = parameters.get("gateNoise").unsqueeze(2).multiply(rootOfSigmoid(logits));
        return processes.multiply(rootOfSigmoid(logits.negate())).add(unmoved);
    }

    private static Tensor rootOfSigmoid(Tensor logits) {
        return logits.negate().softplus().multiply(-0.5).exp();
    }

    static void requirePositive(String component, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("%s: expected a positive number, got %d".formatted(component, count));
        }
    }
}
