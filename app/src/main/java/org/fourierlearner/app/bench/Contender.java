package org.fourierlearner.app.bench;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.stream.Stream;
import org.fourierlearner.app.bench.ComposedAttention.Features;
import org.fourierlearner.attention.Directions;
import org.fourierlearner.attention.FusedAttention;
import org.fourierlearner.attention.PositiveFeatureMap;
import org.fourierlearner.attention.Visibility;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.fourierlearner.tensor.Threads;

/// A way to compute attention.
enum Contender {
    /// The kernels, with position logits.
    FUSED("fused FLT", true) {
        @Override
        Tensor attend(Arguments a) {
            return fused(a).attend(a.query(), a.key(), a.value(), a.content(), a.queryLogits(), a.keyLogits());
        }

        @Override
        List<Tensor> encoding(Arguments a) {
            return List.of(a.queryLogits(), a.keyLogits());
        }

        @Override
        Tensor prefill(Arguments a) {
            try (var stream = new KernelStream(a)) {
                stream.advance();
                return stream.output();
            }
        }
    },
    /// The kernels, without an encoding.
    FUSED_WITHOUT_RPE("fused, no RPE", true) {
        @Override
        Tensor attend(Arguments a) {
            return fused(a).attend(a.query(), a.key(), a.value(), a.content(), null, null);
        }
    },
    /// Tensor operations, with position logits added.
    COMPOSED("composed FLT", true) {
        @Override
        Tensor attend(Arguments a) {
            return ComposedAttention.attend(features(a), a.value(), a.causal());
        }

        @Override
        List<Tensor> encoding(Arguments a) {
            return List.of(a.queryLogits(), a.keyLogits());
        }

        @Override
        Tensor prefill(Arguments a) {
            var causal = ComposedAttention.causal(features(a), ComposedAttention.withOnes(a.value()));
            return ComposedAttention.quotient(causal.sums());
        }

        private static Features features(Arguments a) {
            return Features.positive(a.query(), a.key(), a.content(), a.queryLogits(), a.keyLogits());
        }
    },
    /// Tensor operations on queries and keys with position features behind them.
    CONCATENATED("composed, concatenated", true) {
        @Override
        Tensor attend(Arguments a) {
            return ComposedAttention.attend(Features.concatenated(a), a.value(), a.causal());
        }

        @Override
        List<Tensor> encoding(Arguments a) {
            return List.of(a.queryAt(), a.keyAt());
        }
    },
    /// Tensor operations, with an encoding of any form by Fourier transforms along the length.
    TOEPLITZ("composed, Toeplitz by FFT", true) {
        @Override
        Tensor attend(Arguments a) {
            return ToeplitzAttention.attend(a);
        }

        @Override
        List<Tensor> encoding(Arguments a) {
            return List.of(a.differences());
        }

        @Override
        double bytes(Sizes sizes, int length) {
            return ToeplitzAttention.bytes(sizes, length);
        }
    },
    /// The same by products with the matrix of all differences.
    TOEPLITZ_BY_PRODUCTS("composed, Toeplitz by products", false) {
        @Override
        Tensor attend(Arguments a) {
            return ToeplitzAttention.byProducts(a);
        }

        @Override
        List<Tensor> encoding(Arguments a) {
            return List.of(a.differences());
        }

        @Override
        double bytes(Sizes sizes, int length) {
            return ToeplitzAttention.bytesOfProducts(sizes, length);
        }
    },
    /// The engine's exact attention, without an encoding.
    SOFTMAX("softmax (SDPA)", false) {
        @Override
        Tensor attend(Arguments a) {
            return Tensor.softmaxAttention(a.query(), a.key(), a.value(), null, a.causal());
        }
    },
    /// The engine's exact attention with an additive encoding.
    SOFTMAX_WITH_RPE("softmax (SDPA) + mask", false) {
        @Override
        Tensor attend(Arguments a) {
            Tensor mask = a.queryAt().matmul(a.keyAt().transpose(-1, -2));
            if (a.causal()) {
                int length = a.length();
                Tensor later = Tensor.range(length)
                        .unsqueeze(1)
                        .lessThan(Tensor.range(length).unsqueeze(0));
                mask = mask.maskedFill(later, Double.NEGATIVE_INFINITY);
            }
            return Tensor.softmaxAttention(a.query(), a.key(), a.value(), mask, false);
        }

        @Override
        List<Tensor> encoding(Arguments a) {
            return List.of(a.queryAt(), a.keyAt());
        }

        // the mask, and what the gradients hold of its size
        @Override
        double bytes(Sizes sizes, int length) {
            return 4.0 * Float.BYTES * sizes.heads() * length * length;
        }
    };

    private final String label;
    private final boolean linear;

    Contender(String label, boolean linear) {
        this.label = label;
        this.linear = linear;
    }

    @JsonValue
    String label() {
        return label;
    }

    /// {@return whether the time is in proportion to the length, or nearly; else to its square}
    boolean isLinear() {
        return linear;
    }

    /// {@return about how many bytes are held at once beyond what all contenders need}
    double bytes(Sizes sizes, int length) {
        return 0;
    }

    /// {@return the outputs, `[1, heads, length, headDim]`}
    abstract Tensor attend(Arguments a);

    /// {@return what the encoding is learned through}
    List<Tensor> encoding(Arguments a) {
        return List.of();
    }

    /// {@return the outputs of a stream that takes in all tokens at once, and whose state is at hand
    /// then}
    Tensor prefill(Arguments a) {
        throw new UnsupportedOperationException("%s: expected a contender that has a stream".formatted(label));
    }

    /// {@return how many threads might share a matrix product; the number that suits is found by trying}
    ///
    /// @param pass what is computed
    List<Integer> productThreads(Form.Pass pass) {
        // the exact attention shares its work out itself, but not with a mask that is learned
        boolean sharesItself = this == SOFTMAX || (this == SOFTMAX_WITH_RPE && pass != Form.Pass.GRADIENTS);
        boolean hasNone = this == FUSED || this == FUSED_WITHOUT_RPE;
        int threads = Threads.count();
        return threads == 1 || sharesItself || hasNone ? List.of(1) : List.of(1, threads);
    }

    boolean has(Form form) {
        return form.pass() != Form.Pass.PREFILL || this == FUSED || this == COMPOSED;
    }

    /// {@return the output, then the gradients of query, key, value and encoding if wanted}
    ///
    /// @param pass what to compute
    /// @param a the arguments
    List<Tensor> results(Form.Pass pass, Arguments a) {
        return switch (pass) {
            case FORWARD -> {
                try (var scope = Scope.withoutGradients()) {
                    yield List.of(scope.leave(attend(a)));
                }
            }
            case PREFILL -> {
                try (var scope = Scope.withoutGradients()) {
                    yield List.of(scope.leave(prefill(a)));
                }
            }
            case GRADIENTS -> {
                try (var scope = Scope.withGradients()) {
                    Tensor output = attend(a);
                    List<Tensor> arguments = Stream.concat(
                                    Stream.of(a.query(), a.key(), a.value()), encoding(a).stream())
                            .toList();
                    List<Tensor> gradients = output.gradients(arguments, a.outputGradient());
                    yield Stream.concat(Stream.of(output.detach()), gradients.stream())
                            .map(scope::leave)
                            .toList();
                }
            }
        };
    }

    private static FusedAttention fused(Arguments a) {
        return new FusedAttention(
                new PositiveFeatureMap(a.sizes().features(), Directions.INDEPENDENT, false),
                a.causal() ? Visibility.upToSelf() : Visibility.all(),
                null,
                null);
    }
}
