package org.fourierlearner.nn;

import org.fourierlearner.attention.Visibility;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Turns the tokens of an example, be they of a text or of an image, into a logit for each class.
///
/// The mean of many tokens differs little from example to example: by `1/√length` of what tokens differ by, if
/// they are independent. It is multiplied by `√length` of the longest example, so that a learning rate that suits
/// layers of tokens suits the head too.
public final class ClassificationHead {
    private final Parameters parameters = new Parameters();
    private final @Nullable ClassAttention classAttention;
    private final Linear out;
    private final int heads;
    private final double scale;

    /// Draws first weights.
    ///
    /// @param pooling how tokens become one vector
    /// @param modelDim the width of tokens
    /// @param heads the number of heads of a class token, a divisor of `modelDim`
    /// @param norm the normalization of a class token; tokens come normalized
    /// @param length the number of tokens of the longest example
    /// @param classes the number of classes
    /// @param random the source of the draws
    public ClassificationHead(
            Pooling pooling, int modelDim, int heads, Norm norm, int length, int classes, Randomness random) {
        this.heads = heads;
        // what a class token finds comes normalized
        scale = pooling == Pooling.MEAN ? Math.sqrt(length) : 1;
        classAttention = switch (pooling) {
            case MEAN -> null;
            case CLASS_TOKEN -> new ClassAttention(modelDim, heads, norm, random);
        };
        out = new Linear(modelDim, classes, true, TransformerBlock.INITIAL_DEVIATION, random);
        if (classAttention != null) {
            parameters.include("class_token", classAttention.parameters());
        }
        parameters.include("out", out.parameters());
    }

    /// {@return the logits of the classes, `[batch, classes]`}
    ///
    /// @param tokens normalized, `[batch, length, modelDim]`
    /// @param visibility which of them are tokens and not padding
    public Tensor logits(Tensor tokens, Visibility visibility) {
        Tensor pooled =
                classAttention == null ? mean(tokens, visibility.keys()) : classAttention.apply(tokens, visibility);
        return out.apply(pooled.multiply(scale));
    }

    private static Tensor mean(Tensor tokens, @Nullable Tensor isToken) {
        if (isToken == null) {
            return tokens.mean(1).squeeze(1);
        }
        Tensor shares = isToken.to(ElementType.FLOAT32);
        Tensor kept = tokens.maskedFill(isToken.not().unsqueeze(-1), 0);
        return kept.sum(1).squeeze(1).divide(shares.sum(1).clampBelow(1));
    }

    /// {@return the number of heads of a class token}
    public int heads() {
        return heads;
    }

    /// {@return what the vector that tokens become is multiplied by, before it is turned into logits}
    public double scale() {
        return scale;
    }

    /// {@return the weights: `class_token.…` if there is one, `out.…`}
    public Parameters parameters() {
        return parameters;
    }
}
