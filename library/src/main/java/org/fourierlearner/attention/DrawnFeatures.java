package org.fourierlearner.attention;

import org.fourierlearner.attention.AttentionConfig.Form;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The feature map of an attention with the directions that its heads have drawn.
final class DrawnFeatures {
    private final FeatureMap map;
    private final Form form;
    private final int headDim;

    /// The directions of the content, with those of positions behind them in additive form.
    private final @Nullable Tensor omega;

    /// The directions of positions in product form, and in paired form one for each feature of the content.
    private final @Nullable Tensor positionOmega;

    /// @param positionWidth how many features positions have; 0 for none
    /// @param parameters where directions are put
    DrawnFeatures(
            AttentionConfig.Linear config,
            int heads,
            int headDim,
            int positionWidth,
            Parameters parameters,
            Randomness random) {
        map = config.features();
        form = config.form();
        this.headDim = headDim;
        int width = form instanceof Form.Additive ? headDim + positionWidth : headDim;
        omega = map instanceof RandomFeatureMap drawn ? draw("omega", drawn, heads, width, parameters, random) : null;
        positionOmega = positionWidth == 0
                ? null
                : switch (form) {
                    case Form.Additive() -> null;
                    case Form.Paired(Directions directions, boolean trained) ->
                        draw(
                                "positionOmega",
                                new PositiveFeatureMap(headDim, directions, trained),
                                heads,
                                positionWidth,
                                parameters,
                                random);
                    case Form.Product(RandomFeatureMap positions) ->
                        draw("positionOmega", positions, heads, positionWidth, parameters, random);
                };
    }

    private static Tensor draw(
            String name, RandomFeatureMap map, int heads, int width, Parameters parameters, Randomness random) {
        Tensor drawn = map.directions().draw(heads, map.draws(), width, random);
        return map.trained() ? parameters.weight(name, drawn) : parameters.constant(name, drawn);
    }

    /// {@return the features of tokens, `[batch, heads, length, features]`}
    ///
    /// @param content queries or keys, `[batch, heads, length, headDim]`
    /// @param position the features of their positions; null for none
    Features of(Tensor content, @Nullable Tensor position) {
        Features features = switch (map) {
            case DeterministicFeatureMap deterministic -> deterministic.at(content);
            case RandomFeatureMap random ->
                random(
                        random,
                        content.multiply(Math.pow(headDim, -0.25)),
                        form instanceof Form.Additive ? position : null,
                        require(omega));
        };
        if (position == null) {
            return features;
        }
        return switch (form) {
            case Form.Additive() -> features;
            // what halves of squares add is the same for all tokens, and cancels
            case Form.Paired _ -> new Features(features.log().add(positionLogits(position)), features.factor());
            case Form.Product(RandomFeatureMap positions) ->
                features.times(random(positions, position, null, require(positionOmega)));
        };
    }

    private static Features random(RandomFeatureMap map, Tensor content, @Nullable Tensor position, Tensor omega) {
        int width = content.extent(-1);
        Tensor logits = content.matmul(omega.narrow(-1, 0, width).transpose(-1, -2));
        Tensor halfSquare = content.square().sum(-1).multiply(0.5);
        if (position != null) {
            int positionWidth = position.extent(-1);
            logits = logits.add(
                    position.matmul(omega.narrow(-1, width, positionWidth).transpose(-1, -2)));
            halfSquare = halfSquare.add(position.square().sum(-1).multiply(0.5));
        }
        return map.at(logits, halfSquare, omega);
    }

    /// {@return `ω` of the content, `[heads, features, headDim]`; null for deterministic features}
    @Nullable
    Tensor contentDirections() {
        return omega == null ? null : omega.narrow(-1, 0, headDim);
    }

    /// {@return `ω·φ` of positions in additive or paired form, `[1 or batch, heads, length, features]`}
    ///
    /// @param positions `φ`, `[…, heads, length, width]`
    Tensor positionLogits(Tensor positions) {
        Tensor directions = switch (form) {
            case Form.Additive _ -> require(omega).narrow(-1, headDim, positions.extent(-1));
            case Form.Paired _ -> require(positionOmega);
            case Form.Product _ -> throw new IllegalStateException("position logits of products");
        };
        Tensor logits = positions.matmul(directions.transpose(-1, -2));
        return logits.shape().rank() == 3 ? logits.unsqueeze(0) : logits;
    }

    private static Tensor require(@Nullable Tensor drawn) {
        if (drawn == null) {
            throw new IllegalStateException("random features without directions");
        }
        return drawn;
    }
}
