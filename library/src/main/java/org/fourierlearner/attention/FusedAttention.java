package org.fourierlearner.attention;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.fourierlearner.kernels.AttentionGradients;
import org.fourierlearner.kernels.AttentionKernel;
import org.fourierlearner.kernels.AttentionProblem;
import org.fourierlearner.kernels.FeatureKind;
import org.fourierlearner.kernels.LogNormalizers;
import org.fourierlearner.kernels.Operand;
import org.fourierlearner.tensor.CustomGradient;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Tensor;
import org.fourierlearner.tensor.Threads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Linear attention by the kernels, as an operation with a gradient of its own.
public final class FusedAttention {
    private static final String MODULE = "jdk.incubator.vector";
    private static final Logger LOG = LoggerFactory.getLogger(FusedAttention.class);

    private static final Set<String> ANNOUNCED = ConcurrentHashMap.newKeySet();

    static {
        if (!AttentionKernel.hasVectors()) {
            LOG.warn("attention runs without vectors, several times slower; start java with --add-modules {}", MODULE);
        }
    }

    private final FeatureMap features;
    private final boolean causal;
    private final @Nullable MemorySegment tokens;
    private final @Nullable List<int[]> runs;
    private final @Nullable Tensor clock;
    private final @Nullable Tensor selfLogits;

    /// Attention with given features; arguments come with the calls.
    ///
    /// @param features positive or deterministic features
    /// @param visibility which keys a query sees
    /// @param clock the times of keys in decay times, `[batch or 1, heads, length, 1]`, in double precision; null
    ///     without decay
    /// @param selfLogits what tokens' logits to themselves have beside their features, `[heads]`; null for nothing
    public FusedAttention(
            FeatureMap features, Visibility visibility, @Nullable Tensor clock, @Nullable Tensor selfLogits) {
        this.features = features;
        causal = visibility.causal();
        tokens = visibility.keys() == null ? null : copy(visibility.keys());
        runs = visibility.segments() == null ? null : starts(visibility.segments());
        this.clock = clock;
        this.selfLogits = selfLogits;
    }

    /// The bytes of a mask, which outlive it.
    private static MemorySegment copy(Tensor mask) {
        MemorySegment bytes = mask.contiguous().memory();
        return MemorySegment.ofArray(bytes.toArray(ValueLayout.JAVA_BYTE));
    }

    /// Whether the kernels have what a configuration asks for, in numbers of the size that they want.
    static boolean serves(AttentionConfig.Linear config, Tensor query) {
        return config.isFused() && (query.type() == ElementType.FLOAT32 || query.type() == ElementType.BFLOAT16);
    }

    /// Says, once for each kind of attention, that the kernels do not have it.
    static void announceFallback(AttentionConfig.Linear config) {
        String what = "%s with %s, %s".formatted(config.features(), config.rpe(), config.form());
        if (ANNOUNCED.add(what)) {
            LOG.info("attention is composed of tensor operations, because the kernels do not have {}", what);
        }
    }

    /// {@return the outputs, `[batch, heads, queryLength, valueDim]`}
    ///
    /// @param query `q`, `[batch, heads, queryLength, headDim]`
    /// @param key `k`, `[batch, heads, keyLength, headDim]`
    /// @param value `v`, `[batch, heads, keyLength, valueDim]`
    /// @param projection `ω`, `[heads, features, headDim]`; null for deterministic features
    /// @param queryLogits the position logits of queries, `[batch or 1, heads, length, features]`; null for
    ///     none
    /// @param keyLogits those of keys
    /// @throws IllegalArgumentException if shapes do not fit each other
    public Tensor attend(
            Tensor query,
            Tensor key,
            Tensor value,
            @Nullable Tensor projection,
            @Nullable Tensor queryLogits,
            @Nullable Tensor keyLogits) {
        List<Tensor> inputs = inputs(query, key, value, projection, queryLogits, keyLogits);
        boolean recorded = CustomGradient.isRecorded(inputs);
        return CustomGradient.apply(new Operation(projection != null, queryLogits != null, recorded), inputs);
    }

    /// Goes on with a stream, without gradients.
    ///
    /// @param lastPlace where the last token of each example is, if the state is to remember it
    Tensor resume(
            AttentionState state,
            Tensor query,
            Tensor key,
            Tensor value,
            @Nullable Tensor projection,
            @Nullable Tensor queryLogits,
            @Nullable Tensor keyLogits,
            double @Nullable [] lastPlace) {
        var operation = new Operation(projection != null, queryLogits != null, false);
        Tensor output = outputFor(query, value.extent(-1));
        // one token stays within this thread, and such an arena costs next to nothing
        try (Arena arena = query.extent(2) == 1 ? Arena.ofConfined() : Arena.ofShared()) {
            AttentionProblem problem =
                    operation.problem(inputs(query, key, value, projection, queryLogits, keyLogits), arena);
            state.stream(() -> new FusedStream(operation.kernel, problem))
                    .advance(problem, Operands.operand(output, arena), lastPlace);
        }
        return output;
    }

    private List<Tensor> inputs(
            Tensor query,
            Tensor key,
            Tensor value,
            @Nullable Tensor projection,
            @Nullable Tensor queryLogits,
            @Nullable Tensor keyLogits) {
        List<Tensor> inputs = new ArrayList<>(List.of(single(query), single(key), single(value)));
        for (Tensor optional : Arrays.asList(projection, queryLogits, keyLogits)) {
            if (optional != null) {
                inputs.add(single(optional));
            }
        }
        if (clock != null) {
            inputs.add(clock.contiguous());
        }
        if (selfLogits != null) {
            inputs.add(single(selfLogits));
        }
        return inputs;
    }

    private static Tensor single(Tensor tensor) {
        return tensor.to(ElementType.FLOAT32);
    }

    private final class Operation implements CustomGradient.Operation {
        private final boolean projected;
        private final boolean positioned;
        private final boolean recorded;
        private final AttentionKernel kernel = AttentionKernel.of(Threads.count());
        private @Nullable LogNormalizers normalizers;

        /// @param recorded whether backward may follow
        Operation(boolean projected, boolean positioned, boolean recorded) {
            this.projected = projected;
            this.positioned = positioned;
            this.recorded = recorded;
        }

        private int projectionAt() {
            return projected ? 3 : -1;
        }

        private int queryLogitsAt() {
            return positioned ? (projected ? 4 : 3) : -1;
        }

        private int clockAt() {
            return clock == null ? -1 : 3 + (projected ? 1 : 0) + (positioned ? 2 : 0);
        }

        private int selfLogitsAt() {
            return selfLogits == null ? -1 : 3 + (projected ? 1 : 0) + (positioned ? 2 : 0) + (clock == null ? 0 : 1);
        }

        @Override
        public Tensor forward(List<Tensor> inputs) {
            Tensor output = outputFor(inputs.get(0), inputs.get(2).extent(-1));
            try (Arena arena = Arena.ofShared()) {
                AttentionProblem problem = problem(inputs, arena);
                LogNormalizers kept = recorded ? new LogNormalizers(problem) : null;
                kernel.forward(problem, Operands.operand(output, arena), kept);
                normalizers = kept;
            }
            return output;
        }

        @Override
        public List<@Nullable Tensor> backward(List<Tensor> inputs, Tensor output, Tensor outputGradient) {
            if (normalizers == null) {
                throw new IllegalStateException("backward: expected forward to have been run before");
            }
            Tensor query = inputs.get(0).uninitializedLike();
            Tensor key = inputs.get(1).uninitializedLike();
            Tensor value = inputs.get(2).uninitializedLike();
            List<@Nullable Tensor> gradients = new ArrayList<>(Arrays.asList(query, key, value));
            for (int k = 3; k < inputs.size(); k++) {
                Tensor input = inputs.get(k);
                gradients.add(
                        input.requiresGradient()
                                ? Tensor.uninitialized(
                                        input.type(), input.shape().extents())
                                : null);
            }
            try (Arena arena = Arena.ofShared()) {
                kernel.backward(
                        problem(inputs, arena),
                        Operands.operand(output, arena),
                        normalizers,
                        Operands.operand(outputGradient, arena),
                        new AttentionGradients(
                                Operands.operand(query, arena),
                                Operands.operand(key, arena),
                                Operands.operand(value, arena),
                                Operands.optional(get(gradients, queryLogitsAt()), arena),
                                Operands.optional(get(gradients, positioned ? queryLogitsAt() + 1 : -1), arena),
                                Operands.optional(get(gradients, projectionAt()), arena),
                                Operands.memory(get(gradients, clockAt()), arena),
                                Operands.memory(get(gradients, selfLogitsAt()), arena)));
            }
            return gradients;
        }

        private AttentionProblem problem(List<Tensor> inputs, Arena arena) {
            Tensor times = get(inputs, clockAt());
            return new AttentionProblem(
                    kind(Operands.optional(get(inputs, projectionAt()), arena)),
                    Operands.operand(inputs.get(0), arena),
                    Operands.operand(inputs.get(1), arena),
                    Operands.operand(inputs.get(2), arena),
                    Operands.optional(get(inputs, queryLogitsAt()), arena),
                    Operands.optional(get(inputs, positioned ? queryLogitsAt() + 1 : -1), arena),
                    times == null
                            ? null
                            : new AttentionProblem.Clock(times.strided(arena).memory(), times.extent(0) == 1),
                    Operands.memory(get(inputs, selfLogitsAt()), arena),
                    tokens,
                    runs,
                    causal);
        }

        private FeatureKind kind(@Nullable Operand projection) {
            return switch (features) {
                case ReluFeatureMap(double offset) -> new FeatureKind.Relu((float) offset);
                case EluFeatureMap() -> new FeatureKind.Elu();
                case RandomFeatureMap _ -> {
                    if (projection == null) {
                        throw new IllegalStateException("random features without directions");
                    }
                    yield new FeatureKind.Positive(projection);
                }
            };
        }
    }

    private static @Nullable Tensor get(List<? extends @Nullable Tensor> tensors, int at) {
        return at < 0 ? null : tensors.get(at);
    }

    /// Where outputs go, in the order of the queries, which is what the next layer wants.
    private static Tensor outputFor(Tensor query, int width) {
        return query.extent(-1) == width
                ? query.uninitializedLike()
                : Tensor.uninitialized(ElementType.FLOAT32, query.extent(0), query.extent(2), query.extent(1), width)
                        .transpose(1, 2);
    }

    /// Where the runs of equal segments begin in each example.
    private static List<int[]> starts(Tensor segments) {
        int length = segments.extent(1);
        long[] ids = segments.toLongs();
        List<int[]> starts = new ArrayList<>();
        for (int example = 0; example < segments.extent(0); example++) {
            int row = example * length;
            starts.add(IntStream.range(0, length)
                    .filter(place -> place == 0 || ids[row + place] != ids[row + place - 1])
                    .toArray());
        }
        return starts;
    }
}
