package org.fourierlearner.kernels;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.fourierlearner.kernels.Example.Sizes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a stream does not go on with, be it one token or several.
class StreamRefusalsTest {
    private static final String WANTED = "problem: expected causal attention, not packed, for a stream of batch 2,"
            + " heads 3, headDim 5, features 7, valueDim 11";

    private static Sizes sizes(int length) {
        return new Sizes(2, 3, length, length, 5, 11, 7);
    }

    private static AttentionStream stream(AttentionProblem problem) {
        return new AttentionStream(AttentionKernel.of(1), problem);
    }

    private static AttentionStream stream() {
        return stream(Example.random(sizes(1), true, 0.5).problem());
    }

    private static void isRefused(AttentionStream stream, Example example, String message) {
        Operand output = example.outputOperand(
                new float
                        [example.sizes()
                                .count(
                                        example.sizes().queries(),
                                        example.sizes().valueDim())]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stream.advance(example.problem(), output))
                .withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 67})
    void problemsOfOtherSizes(int length) {
        for (Sizes other : new Sizes[] {
            new Sizes(1, 3, length, length, 5, 11, 7),
            new Sizes(2, 1, length, length, 5, 11, 7),
            new Sizes(2, 3, length, length, 13, 11, 7),
            new Sizes(2, 3, length, length, 5, 13, 7),
            new Sizes(2, 3, length, length, 5, 11, 13)
        }) {
            isRefused(stream(), Example.random(other, true, 0.5), WANTED);
        }
    }

    @Test
    void problemsThatAreNotCausal() {
        isRefused(stream(), Example.random(sizes(1), false, 0.5), WANTED);
    }

    @Test
    void problemsThatArePacked() {
        isRefused(
                stream(), Example.random(sizes(2), true, 0.5).withRuns(List.of(new int[] {0}, new int[] {0})), WANTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 67})
    void problemsOfOtherFeatures(int length) {
        Example positive = Example.random(new Sizes(2, 3, length, length, 5, 11, 5), true, 0.5);
        Example elu = positive.with(new FeatureKind.Elu());
        Example relu = positive.with(new FeatureKind.Relu(0.25f));
        Example other = positive.with(new FeatureKind.Relu(0.5f));
        isRefused(
                stream(positive.problem()),
                elu,
                "problem: expected features Positive, which the stream began with, got Elu[]");
        isRefused(
                stream(elu.problem()),
                positive,
                "problem: expected features Elu[], which the stream began with, got Positive");
        isRefused(
                stream(relu.problem()),
                other,
                "problem: expected features Relu[offset=0.25], which the stream began with, got Relu[offset=0.5]");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 67})
    void outputsThatCannotBeWritten(int length) {
        AttentionProblem problem = Example.random(sizes(length), true, 0.5).problem();
        MemorySegment memory = MemorySegment.ofArray(new float[2 * 3 * length * 11]);
        outputIsRefused(
                problem,
                Operand.of(memory.asReadOnly(), 2, 3, length, 11),
                "output: expected memory that can be written, got memory that is read-only");
        outputIsRefused(
                problem,
                problem.value(),
                "output: expected memory apart from that of arguments, got memory that overlaps");
        outputIsRefused(
                problem,
                new Operand(memory, 2, 3, length, 11, 0, length * 11L, 11, false),
                "output: expected strides that keep elements apart, got [0, %d, 11]".formatted(length * 11));
        outputIsRefused(
                problem,
                Operand.of(memory, 2, 3, length, 10),
                "output: expected [2, 3, %d, 11], got [2, 3, %d, 10]".formatted(length, length));
    }

    private static void outputIsRefused(AttentionProblem problem, Operand output, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stream().advance(problem, output))
                .withMessage(message);
    }
}
