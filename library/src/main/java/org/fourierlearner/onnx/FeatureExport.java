package org.fourierlearner.onnx;

import org.fourierlearner.attention.Attention;
import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.attention.AttentionConfig.Form;
import org.fourierlearner.attention.EluFeatureMap;
import org.fourierlearner.attention.Features;
import org.fourierlearner.attention.RandomFeatureMap;
import org.fourierlearner.attention.ReluFeatureMap;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.PositionFeatures;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The logarithms of the features of linear attention in a graph, `[batch, heads, length, features]`.
///
/// That of a positive random feature is linear in the content, less half the content's square, plus what
/// depends on positions and directions alone. The matrix and the constant are taken from the feature map
/// itself, so that the graph is the same for every map.
final class FeatureExport {
    private final Layer layer;
    private final AttentionConfig.Linear config;
    private final Attention attention;
    private final int headDim;
    private final @Nullable PositionFeatures positions;
    private @Nullable OnnxValue directions;
    private @Nullable OnnxValue offset;

    /// @param layer where initializers are named
    /// @param config of the attention
    /// @param attention what has drawn the directions
    /// @param headDim the width of queries and keys
    /// @param at where the tokens are
    FeatureExport(Layer layer, AttentionConfig.Linear config, Attention attention, int headDim, Coordinates at) {
        this.layer = layer;
        this.config = config;
        this.attention = attention;
        this.headDim = headDim;
        positions = attention
                .encoding()
                .map(encoding -> encoding.frequencies().featuresAt(at, at))
                .orElse(null);
    }

    /// What all features of a query have in common cancels in the quotient, and is left out.
    OnnxValue ofQuery(OnnxValue query) {
        Tensor position = positions == null ? null : positions.query();
        return timesPositions("query", contents("query", query, position), position);
    }

    OnnxValue ofKey(OnnxValue key) {
        Tensor position = positions == null ? null : positions.key();
        OnnxValue contents = contents("key", key, position);
        if (config.features() instanceof RandomFeatureMap) {
            contents = contents.subtract(key.square().sum(-1).multiply(0.5 / Math.sqrt(headDim)));
        }
        return timesPositions("key", contents, position);
    }

    /// The logarithms of the features of contents, in additive form with positions.
    private OnnxValue contents(String side, OnnxValue content, @Nullable Tensor position) {
        return switch (config.features()) {
            case ReluFeatureMap relu -> content.relu().add(relu.offset()).log();
            case EluFeatureMap _ -> {
                OnnxValue positive = content.relu();
                yield content.subtract(positive).add(positive.add(1).log());
            }
            case RandomFeatureMap map -> random(map, side, content, position);
        };
    }

    private OnnxValue random(RandomFeatureMap map, String side, OnnxValue content, @Nullable Tensor position) {
        Tensor omega = attention.parameters().get("omega").to(ElementType.FLOAT64);
        if (directions == null) {
            directions = layer.constant("directions", ofUnits(map, omega));
        }
        OnnxValue products = content.matmul(directions);
        if (position != null && config.form() instanceof Form.Additive) {
            Tensor behind = omega.narrow(-1, headDim, omega.extent(-1) - headDim);
            return products.add(layer.constant(side, ofPositions(map, position, behind, omega)));
        }
        if (offset == null) {
            offset = layer.constant("offset", ofNothing(map, omega));
        }
        return products.add(offset);
    }

    /// Products with features of the position: in paired form one for each, in product form all.
    private OnnxValue timesPositions(String side, OnnxValue contents, @Nullable Tensor position) {
        if (position == null) {
            return contents;
        }
        return switch (config.form()) {
            case Form.Additive _ -> contents;
            case Form.Paired _ -> {
                Tensor exact = position.to(ElementType.FLOAT64);
                yield contents.add(
                        layer.constant(side, exact.matmul(positionOmega().transpose(-1, -2))));
            }
            case Form.Product(RandomFeatureMap map) -> {
                Tensor factors = ofPositions(map, position, positionOmega(), positionOmega())
                        .unsqueeze(-2);
                yield contents.unsqueeze(-1).add(layer.constant(side, factors)).reshape(0, 0, 0, -1);
            }
        };
    }

    private Tensor positionOmega() {
        return attention.parameters().get("positionOmega").to(ElementType.FLOAT64);
    }

    /// What content is multiplied by, `[heads, headDim, features]`: the logarithms for each unit vector,
    /// less those for 0, without half squares.
    private Tensor ofUnits(RandomFeatureMap map, Tensor omega) {
        Tensor products = omega.narrow(-1, 0, headDim).transpose(-1, -2).multiply(Math.pow(headDim, -0.25));
        return logs(map, products, Tensor.zeros(ElementType.FLOAT64, 1, 1, 1), omega)
                .subtract(ofNothing(map, omega));
    }

    /// `[heads, 1, features]`.
    private static Tensor ofNothing(RandomFeatureMap map, Tensor omega) {
        Tensor products = Tensor.zeros(ElementType.FLOAT64, omega.extent(0), 1, omega.extent(1));
        return logs(map, products, Tensor.zeros(ElementType.FLOAT64, 1, 1, 1), omega);
    }

    /// `[heads, length, features]`.
    ///
    /// @param directions that part of `omega` which positions meet
    private static Tensor ofPositions(RandomFeatureMap map, Tensor position, Tensor directions, Tensor omega) {
        Tensor exact = position.to(ElementType.FLOAT64);
        Tensor halfSquare = exact.square().sum(-1).multiply(0.5);
        return logs(map, exact.matmul(directions.transpose(-1, -2)), halfSquare, omega);
    }

    private static Tensor logs(RandomFeatureMap map, Tensor products, Tensor halfSquare, Tensor omega) {
        Features features = map.at(products, halfSquare, omega);
        if (features.factor() != null) {
            throw new IllegalArgumentException(
                    "features: expected positive, hyperbolic, optimal-positive, elu or relu for an ONNX file, got %s"
                            .formatted(map));
        }
        return features.log();
    }
}
