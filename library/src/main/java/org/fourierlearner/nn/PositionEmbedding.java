package org.fourierlearner.nn;

import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Adds absolute positions to embeddings.
public final class PositionEmbedding {
    private static final double LONGEST_WAVE = 10_000;

    private final AbsolutePositions kind;
    private final Parameters parameters = new Parameters();
    private final @Nullable Tensor table;

    /// Draws a table if it is learned.
    ///
    /// @param kind what is added
    /// @param length the greatest number of tokens, for a learned table
    /// @param modelDim the width of embeddings
    /// @param random the source of the draws
    public PositionEmbedding(AbsolutePositions kind, int length, int modelDim, Randomness random) {
        this.kind = kind;
        table = kind == AbsolutePositions.LEARNED
                ? parameters.weight(
                        "weight", random.normal(length, modelDim).multiply(TransformerBlock.INITIAL_DEVIATION))
                : null;
    }

    /// Refuses sizes that no embedding has.
    ///
    /// @param kind what is added
    /// @param contextLength the greatest number of tokens
    /// @param modelDim the width of embeddings
    /// @throws IllegalArgumentException if `contextLength` is not positive, or `modelDim` is odd with sinusoidal
    ///     positions
    public static void require(AbsolutePositions kind, int contextLength, int modelDim) {
        if (contextLength < 1) {
            throw new IllegalArgumentException(
                    "contextLength: expected a positive number, got %d".formatted(contextLength));
        }
        require(kind, modelDim);
    }

    /// Refuses widths that no embedding has.
    ///
    /// @param kind what is added
    /// @param modelDim the width of embeddings
    /// @throws IllegalArgumentException if `modelDim` is odd with sinusoidal positions
    public static void require(AbsolutePositions kind, int modelDim) {
        if (kind == AbsolutePositions.SINUSOIDAL && modelDim % 2 != 0) {
            throw new IllegalArgumentException(
                    "modelDim: expected an even number for sinusoidal positions, got %d".formatted(modelDim));
        }
    }

    /// {@return embeddings with positions}
    ///
    /// @param embeddings `[batch, length, modelDim]`
    /// @param first the index of the first token
    /// @throws IllegalArgumentException if a learned table ends before the last token
    public Tensor add(Tensor embeddings, long first) {
        int length = embeddings.extent(1);
        if (table != null) {
            if (first + length > table.extent(0)) {
                throw new IllegalArgumentException(
                        "tokens: expected at most %d, as many as there are learned positions, got %d; train with model.absolutePositions=none for longer sequences"
                                .formatted(table.extent(0), first + length));
            }
            return embeddings.add(table.narrow(0, (int) first, length));
        }
        return kind == AbsolutePositions.SINUSOIDAL
                ? embeddings.add(waves(first, length, embeddings.extent(2)))
                : embeddings;
    }

    private static Tensor waves(long first, int length, int modelDim) {
        int half = modelDim / 2;
        double[] rates = new double[half];
        for (int d = 0; d < half; d++) {
            rates[d] = Math.pow(LONGEST_WAVE, -(double) d / half);
        }
        Tensor angles = Tensor.range(length).add((double) first).unsqueeze(1).multiply(Tensor.of(rates, 1, half));
        return Tensor.concatenate(-1, angles.sin(), angles.cos()).to(ElementType.FLOAT32);
    }

    /// {@return the table, if it is learned}
    public Parameters parameters() {
        return parameters;
    }
}
