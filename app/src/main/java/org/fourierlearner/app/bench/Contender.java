package org.fourierlearner.app.bench;

import java.util.List;
import org.fourierlearner.attention.Directions;
import org.fourierlearner.attention.FusedAttention;
import org.fourierlearner.attention.PositiveFeatureMap;
import org.fourierlearner.attention.Visibility;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// A way to compute attention.
enum Contender {
    /// The kernels, with position logits.
    FUSED("fused FLT", true, false) {
        @Override
        Tensor attend(Arguments a) {
            return fused(a).attend(a.query(), a.key(), a.value(), a.content(), a.queryLogits(), a.keyLogits());
        }
    },
    /// The kernels, without an encoding.
    FUSED_WITHOUT_RPE("fused, no RPE", false, false) {
        @Override
        Tensor attend(Arguments a) {
            return fused(a).attend(a.query(), a.key(), a.value(), a.content(), null, null);
        }
    },
    /// Tensor operations, with position logits added.
    COMPOSED("composed FLT", true, false) {
        @Override
        Tensor attend(Arguments a) {
            return Composed.attend(a, a.query(), a.key(), a.content(), a.queryLogits(), a.keyLogits());
        }
    },
    /// Tensor operations on queries and keys with position features behind them.
    CONCATENATED("composed, concatenated", true, false) {
        @Override
        Tensor attend(Arguments a) {
            double scale = Math.pow(a.sizes().headDim(), 0.25);
            Tensor query = Tensor.concatenate(-1, a.query(), a.queryAt().multiply(scale));
            Tensor key = Tensor.concatenate(-1, a.key(), a.keyAt().multiply(scale));
            return Composed.attend(a, query, key, Tensor.concatenate(-1, a.content(), a.direction()), null, null);
        }
    },
    /// The engine's exact attention, without an encoding.
    SOFTMAX("softmax (SDPA)", false, true) {
        @Override
        Tensor attend(Arguments a) {
            return Tensor.softmaxAttention(a.query(), a.key(), a.value(), null, a.causal());
        }
    },
    /// The engine's exact attention with an additive encoding, `O(length²)` memory.
    SOFTMAX_WITH_RPE("softmax (SDPA) + mask", false, true) {
        @Override
        Tensor attend(Arguments a) {
            Tensor mask = a.queryAt().matmul(a.keyAt().transpose(-1, -2));
            if (a.causal()) {
                int length = a.sizes().length();
                Tensor later = Tensor.range(length)
                        .unsqueeze(1)
                        .lessThan(Tensor.range(length).unsqueeze(0));
                mask = mask.maskedFill(later, Double.NEGATIVE_INFINITY);
            }
            return Tensor.softmaxAttention(a.query(), a.key(), a.value(), mask, false);
        }
    };

    private final String label;
    private final boolean estimatesSame;
    private final boolean quadratic;

    Contender(String label, boolean estimatesSame, boolean quadratic) {
        this.label = label;
        this.estimatesSame = estimatesSame;
        this.quadratic = quadratic;
    }

    String label() {
        return label;
    }

    /// Whether its outputs are those of [#FUSED].
    boolean estimatesSame() {
        return estimatesSame;
    }

    boolean isQuadratic() {
        return quadratic;
    }

    abstract Tensor attend(Arguments arguments);

    private static FusedAttention fused(Arguments a) {
        return new FusedAttention(
                new PositiveFeatureMap(a.sizes().features(), Directions.INDEPENDENT, false),
                a.causal() ? Visibility.upToSelf() : Visibility.all(),
                null);
    }

    /// FAVOR+ as one would write it with a tensor library, whole tensors at a time.
    private static final class Composed {
        private static final int CHUNK = 128;

        private Composed() {}

        static Tensor attend(
                Arguments a,
                Tensor query,
                Tensor key,
                Tensor omega,
                @Nullable Tensor queryLogits,
                @Nullable Tensor keyLogits) {
            double scale = Math.pow(a.sizes().headDim(), -0.25);
            Tensor keyLog = key.multiply(scale).matmul(omega.transpose(-1, -2));
            keyLog = keyLog.subtract(key.square().sum(-1).multiply(0.5 * scale * scale));
            Tensor queryLog = query.multiply(scale).matmul(omega.transpose(-1, -2));
            if (queryLogits != null && keyLogits != null) {
                queryLog = queryLog.add(queryLogits);
                keyLog = keyLog.add(keyLogits);
            }
            Tensor greatest = keyLog.detach().max(-2);
            Tensor keys = keyLog.subtract(greatest).exp();
            queryLog = queryLog.add(greatest);
            Tensor queries = queryLog.subtract(queryLog.detach().max(-1)).exp();
            int length = a.sizes().length();
            Tensor values =
                    Tensor.concatenate(-1, a.value(), Tensor.ones(1, a.sizes().heads(), length, 1));
            Tensor sums = a.causal() && length > 1
                    ? causal(queries, keys, values, Math.min(CHUNK, length))
                    : queries.matmul(keys.transpose(-1, -2).matmul(values));
            int width = a.sizes().headDim();
            return sums.narrow(-1, 0, width).divide(sums.narrow(-1, width, 1));
        }

        private static Tensor causal(Tensor queries, Tensor keys, Tensor values, int chunk) {
            int heads = queries.extent(1);
            int length = queries.extent(2);
            List<Tensor> chunks = List.of(queries, keys, values).stream()
                    .map(t -> t.reshape(1, heads, length / chunk, chunk, t.extent(-1)))
                    .toList();
            Tensor q = chunks.get(0);
            Tensor k = chunks.get(1);
            Tensor v = chunks.get(2);
            Tensor own = k.transpose(-1, -2).matmul(v);
            Tensor before = own.cumulativeSum(2).subtract(own);
            Tensor within = q.matmul(k.transpose(-1, -2)).lowerTriangle(0).matmul(v);
            return within.add(q.matmul(before)).reshape(1, heads, length, v.extent(-1));
        }
    }
}
