package org.fourierlearner.kernels;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.lang.foreign.MemorySegment;
import org.fourierlearner.kernels.Example.Sizes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Memory that results cannot be written to, by forward and by backward.
class TargetsTest {
    private static final Sizes SIZES = new Sizes(2, 3, 5, 5, 7, 7, 7);
    private static final int COUNT = 2 * 3 * 5 * 7;

    private final AttentionKernel kernel = AttentionKernel.of(1);
    private final AttentionProblem problem =
            Example.random(SIZES, true, 0.5).withClock().withSelfLogits().problem();
    private final LogNormalizers normalizers = new LogNormalizers(problem);

    private static Operand operand(MemorySegment memory) {
        return Operand.of(memory, 2, 3, 5, 7);
    }

    private static Operand fresh() {
        return operand(MemorySegment.ofArray(new float[COUNT]));
    }

    private static Operand shared() {
        return Operand.of(new float[3 * 5 * 7], 1, 3, 5, 7);
    }

    // ── forward ─────────────────────────────────────────────────────────────────────────────────

    private void outputIsRefused(Operand output, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.forward(problem, output, null))
                .withMessage(message);
    }

    @Test
    void outputOfAnotherShape() {
        outputIsRefused(
                Operand.of(new float[17 * 42], 2, 3, 17, 7), "output: expected [2, 3, 5, 7], got [2, 3, 17, 7]");
    }

    @Test
    void outputThatIsReadOnly() {
        outputIsRefused(
                operand(fresh().memory().asReadOnly()),
                "output: expected memory that can be written, got memory that is read-only");
    }

    @Test
    void outputThatOverlapsAnArgument() {
        String message = "output: expected memory apart from that of arguments, got memory that overlaps";
        outputIsRefused(problem.query(), message);
        outputIsRefused(problem.key(), message);
        outputIsRefused(problem.value(), message);
        // each smaller than the output, and within it
        for (int argument = 0; argument < 6; argument++) {
            MemorySegment memory = MemorySegment.ofArray(new float[COUNT]);
            AttentionProblem overlapping = within(memory, argument);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> kernel.forward(overlapping, operand(memory), null))
                    .withMessage(message);
        }
    }

    /// The problem, with one of its smaller arguments within some memory.
    private AttentionProblem within(MemorySegment memory, int argument) {
        Operand logits = Operand.of(memory.asSlice(8), 1, 3, 5, 7);
        Operand projection = Operand.of(memory.asSlice(8), 1, 3, 7, 7);
        return new AttentionProblem(
                argument == 0 ? new FeatureKind.Positive(projection) : problem.features(),
                problem.query(),
                problem.key(),
                problem.value(),
                argument == 1 ? logits : problem.queryLogits(),
                argument == 2 ? logits : problem.keyLogits(),
                argument == 3 ? new AttentionProblem.Clock(memory.asSlice(8, 3 * 5 * 8), true) : problem.clock(),
                argument == 5 ? memory.asSlice(8, 3 * 4) : problem.selfLogits(),
                argument == 4 ? memory.asSlice(8, 2 * 5) : null,
                null,
                true);
    }

    private static Operand strided(long batchStride, long headStride, long rowStride) {
        return new Operand(
                MemorySegment.ofArray(new float[4 * COUNT]), 2, 3, 5, 7, batchStride, headStride, rowStride, false);
    }

    @Test
    void outputWhoseStridesRepeatElements() {
        outputIsRefused(strided(0, 35, 7), "output: expected strides that keep elements apart, got [0, 35, 7]");
        outputIsRefused(strided(105, 0, 7), "output: expected strides that keep elements apart, got [105, 0, 7]");
        outputIsRefused(strided(105, 35, 6), "output: expected strides that keep elements apart, got [105, 35, 6]");
        outputIsRefused(strided(35, 35, 7), "output: expected strides that keep elements apart, got [35, 35, 7]");
        outputIsRefused(strided(104, 35, 7), "output: expected strides that keep elements apart, got [104, 35, 7]");
        outputIsRefused(strided(105, 6, 21), "output: expected strides that keep elements apart, got [105, 6, 21]");
    }

    @Test
    void outputWhoseStridesLeaveGapsOrSwapDimensionsIsAccepted() {
        for (Operand output : new Operand[] {strided(105, 7, 21), strided(7, 14, 42), strided(200, 50, 8)}) {
            assertThatNoException().isThrownBy(() -> kernel.forward(problem, output, null));
        }
    }

    @Test
    void normalizersOfAnotherProblem() {
        var others = new LogNormalizers(
                Example.random(new Sizes(2, 3, 17, 17, 7, 7, 7), true, 0.5).problem());
        String message = "normalizers: expected those of a problem of [2, 3, 5] queries, got [2, 3, 17];"
                + " make them for this problem";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.forward(problem, fresh(), others))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        kernel.backward(problem, fresh(), others, fresh(), gradients(fresh(), null, null, null, null)))
                .withMessage(message);
    }

    // ── backward ────────────────────────────────────────────────────────────────────────────────

    private static AttentionGradients gradients(
            Operand query,
            @Nullable Operand queryLogits,
            @Nullable Operand keyLogits,
            @Nullable Operand projection,
            @Nullable MemorySegment clock) {
        return new AttentionGradients(query, fresh(), fresh(), queryLogits, keyLogits, projection, clock, null);
    }

    private void areRefused(AttentionGradients gradients, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.backward(problem, fresh(), normalizers, fresh(), gradients))
                .withMessage(message);
    }

    @Test
    void gradientsThatFitAreAccepted() {
        AttentionGradients gradients = gradients(
                fresh(),
                shared(),
                shared(),
                Operand.of(new float[147], 1, 3, 7, 7),
                MemorySegment.ofArray(new double[15]));
        assertThatNoException().isThrownBy(() -> kernel.backward(problem, fresh(), normalizers, fresh(), gradients));
    }

    @Test
    void gradientsOfAnotherShapeThanTheirArgument() {
        areRefused(
                gradients(shared(), null, null, null, null),
                "gradients.query: expected [2, 3, 5, 7], got [1, 3, 5, 7]");
        areRefused(
                new AttentionGradients(fresh(), shared(), fresh(), null, null, null, null, null),
                "gradients.key: expected [2, 3, 5, 7], got [1, 3, 5, 7]");
        areRefused(
                new AttentionGradients(fresh(), fresh(), shared(), null, null, null, null, null),
                "gradients.value: expected [2, 3, 5, 7], got [1, 3, 5, 7]");
        areRefused(
                gradients(fresh(), fresh(), null, null, null),
                "gradients.queryLogits: expected [1, 3, 5, 7], got [2, 3, 5, 7]");
        areRefused(
                gradients(fresh(), null, fresh(), null, null),
                "gradients.keyLogits: expected [1, 3, 5, 7], got [2, 3, 5, 7]");
        areRefused(
                gradients(fresh(), null, null, shared(), null),
                "gradients.projection: expected [1, 3, 7, 7], got [1, 3, 5, 7]");
        areRefused(
                gradients(fresh(), null, null, null, MemorySegment.ofArray(new double[17])),
                "gradients.clock: expected the size of the problem's clock, got 136 bytes");
        MemorySegment tooLong = MemorySegment.ofArray(new float[4]);
        areRefused(
                new AttentionGradients(fresh(), fresh(), fresh(), null, null, null, null, tooLong),
                "gradients.selfLogits: expected the size of the problem's self logits, got 16 bytes");
    }

    @Test
    void gradientsWithoutAnArgument() {
        AttentionProblem plain = Example.random(SIZES, true, 0.5)
                .with(new FeatureKind.Elu())
                .withoutLogits()
                .problem();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.backward(
                        plain, fresh(), normalizers, fresh(), gradients(fresh(), shared(), null, null, null)))
                .withMessage("gradients.queryLogits: expected none, because the problem has none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.backward(
                        plain, fresh(), normalizers, fresh(), gradients(fresh(), null, null, shared(), null)))
                .withMessage("gradients.projection: expected none, because the problem has none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.backward(
                        plain,
                        fresh(),
                        normalizers,
                        fresh(),
                        gradients(fresh(), null, null, null, MemorySegment.ofArray(new double[15]))))
                .withMessage("gradients.clock: expected the size of the problem's clock, got 120 bytes");
    }

    @Test
    void outputAndItsGradientOfAnotherShape() {
        AttentionGradients gradients = gradients(fresh(), null, null, null, null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.backward(problem, shared(), normalizers, fresh(), gradients))
                .withMessage("output: expected [2, 3, 5, 7], got [1, 3, 5, 7]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.backward(problem, fresh(), normalizers, shared(), gradients))
                .withMessage("outputGradient: expected [2, 3, 5, 7], got [1, 3, 5, 7]");
    }

    @Test
    void gradientsThatOverlapArguments() {
        areRefused(
                gradients(problem.value(), null, null, null, null),
                "gradients.query: expected memory apart from that of arguments, got memory that overlaps");
        Operand output = fresh();
        String message = "gradients.query: expected memory apart from that of arguments, got memory that overlaps";
        AttentionGradients overOutput = gradients(output, null, null, null, null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.backward(problem, output, normalizers, fresh(), overOutput))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.backward(problem, fresh(), normalizers, output, overOutput))
                .withMessage(message);
        AttentionProblem.Clock clock = problem.clock();
        areRefused(
                gradients(fresh(), null, null, null, clock == null ? null : clock.memory()),
                "gradients.clock: expected memory apart from that of arguments, got memory that overlaps");
    }

    @Test
    void gradientsThatOverlapEachOther() {
        MemorySegment memory = MemorySegment.ofArray(new float[COUNT]);
        areRefused(
                gradients(operand(memory), Operand.of(memory, 1, 3, 5, 7), null, null, null),
                "gradients.query: expected memory of its own, got memory that overlaps that of gradients.queryLogits");
        areRefused(
                gradients(operand(memory), null, null, null, memory.asSlice(0, 15 * 8)),
                "gradients.query: expected memory of its own, got memory that overlaps that of gradients.clock");
    }

    @Test
    void gradientsThatAreReadOnly() {
        areRefused(
                gradients(operand(fresh().memory().asReadOnly()), null, null, null, null),
                "gradients.query: expected memory that can be written, got memory that is read-only");
        areRefused(
                gradients(
                        fresh(),
                        null,
                        null,
                        null,
                        MemorySegment.ofArray(new double[15]).asReadOnly()),
                "gradients.clock: expected memory that can be written, got memory that is read-only");
    }

    @Test
    void gradientsWhoseStridesRepeatElements() {
        areRefused(
                gradients(strided(0, 35, 7), null, null, null, null),
                "gradients.query: expected strides that keep elements apart, got [0, 35, 7]");
    }
}
