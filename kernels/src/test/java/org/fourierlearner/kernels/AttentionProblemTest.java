package org.fourierlearner.kernels;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Arguments that do not fit each other are refused, word for word.
class AttentionProblemTest {
    private static final String OTHER_LENGTH =
            "query: expected as many rows as key, 5, because attention is causal, packed, or depends on how far tokens are from each other, got 17";
    private static final int BATCH = 2;
    private static final int HEADS = 3;
    private static final int LENGTH = 5;
    private static final int HEAD_DIM = 7;
    private static final int VALUE_DIM = 11;
    private static final int FEATURES = 13;

    private FeatureKind features = new FeatureKind.Positive(operand(1, HEADS, FEATURES, HEAD_DIM));
    private Operand query = operand(BATCH, HEADS, LENGTH, HEAD_DIM);
    private Operand key = operand(BATCH, HEADS, LENGTH, HEAD_DIM);
    private Operand value = operand(BATCH, HEADS, LENGTH, VALUE_DIM);
    private @Nullable Operand queryLogits;
    private @Nullable Operand keyLogits;
    private AttentionProblem.@Nullable Clock clock;
    private @Nullable MemorySegment selfLogits;
    private @Nullable MemorySegment tokens;
    private @Nullable List<int[]> runs;
    private boolean causal = true;

    private static Operand operand(int batch, int heads, int rows, int columns) {
        return Operand.of(new float[batch * heads * rows * columns], batch, heads, rows, columns);
    }

    private static MemorySegment bytes(int number) {
        return MemorySegment.ofArray(new byte[number]);
    }

    private AttentionProblem problem() {
        return new AttentionProblem(
                features, query, key, value, queryLogits, keyLogits, clock, selfLogits, tokens, runs, causal);
    }

    private void isRefused(String message) {
        assertThatIllegalArgumentException().isThrownBy(this::problem).withMessage(message);
    }

    @Test
    void argumentsThatFitAreAccepted() {
        queryLogits = operand(1, HEADS, LENGTH, FEATURES);
        keyLogits = operand(BATCH, HEADS, LENGTH, FEATURES);
        clock = new AttentionProblem.Clock(bytes(HEADS * LENGTH * 8), true);
        selfLogits = bytes(HEADS * 4);
        tokens = bytes(BATCH * LENGTH);
        runs = List.of(new int[] {0}, new int[] {0, 0, LENGTH});
        assertThatNoException().isThrownBy(this::problem);
    }

    @Test
    void keysOfAnotherWidth() {
        key = operand(BATCH, HEADS, LENGTH, 17);
        isRefused("key: expected [2, 3, 5, 7], got [2, 3, 5, 17]");
    }

    @Test
    void valuesOfAnotherLength() {
        value = operand(BATCH, HEADS, 17, VALUE_DIM);
        isRefused("value: expected [2, 3, 5, 11], got [2, 3, 17, 11]");
    }

    @Test
    void aProjectionOfOtherHeads() {
        features = new FeatureKind.Positive(operand(1, 17, FEATURES, HEAD_DIM));
        isRefused("projection: expected [1, 3, 13, 7], got [1, 17, 13, 7]");
    }

    @Test
    void noFeatures() {
        features = new FeatureKind.Positive(operand(1, HEADS, 0, HEAD_DIM));
        isRefused("expected widths of at least 1, got headDim 7, valueDim 11, features 0");
    }

    @Test
    void logitsOfOtherFeatures() {
        queryLogits = operand(1, HEADS, LENGTH, 17);
        isRefused("queryLogits: expected [1, 3, 5, 13], got [1, 3, 5, 17]");
    }

    @Test
    void logitsOfDeterministicFeaturesAsManyAsTheWidth() {
        features = new FeatureKind.Elu();
        keyLogits = operand(BATCH, HEADS, LENGTH, FEATURES);
        isRefused("keyLogits: expected [2, 3, 5, 7], got [2, 3, 5, 13]");
    }

    @Test
    void logitsOfAnotherBatch() {
        keyLogits = operand(17, HEADS, LENGTH, FEATURES);
        isRefused("keyLogits: expected [2, 3, 5, 13], got [17, 3, 5, 13]");
    }

    @Test
    void causalQueriesOfAnotherLength() {
        query = operand(BATCH, HEADS, 17, HEAD_DIM);
        isRefused(OTHER_LENGTH);
    }

    @Test
    void packedQueriesOfAnotherLength() {
        query = operand(BATCH, HEADS, 17, HEAD_DIM);
        runs = List.of(new int[] {0}, new int[] {0});
        causal = false;
        isRefused(OTHER_LENGTH);
    }

    @Test
    void timedQueriesOfAnotherLength() {
        query = operand(BATCH, HEADS, 17, HEAD_DIM);
        clock = new AttentionProblem.Clock(bytes(HEADS * LENGTH * 8), true);
        causal = false;
        isRefused(OTHER_LENGTH);
    }

    @Test
    void aClockOfAnotherSize() {
        clock = new AttentionProblem.Clock(bytes(HEADS * LENGTH * 8), false);
        isRefused("clock: expected 240 bytes, got 120");
    }

    @Test
    void selfLogitsOfQueriesOfAnotherLength() {
        query = operand(BATCH, HEADS, 17, HEAD_DIM);
        selfLogits = bytes(HEADS * 4);
        causal = false;
        isRefused(OTHER_LENGTH);
    }

    @Test
    void selfLogitsOfAnotherSize() {
        selfLogits = bytes(4);
        isRefused("selfLogits: expected %d bytes, got 4".formatted(HEADS * 4));
    }

    @Test
    void tokensOfAnotherSize() {
        tokens = bytes(17);
        isRefused("tokens: expected 10 bytes, got 17");
    }

    @Test
    void runsOfAnotherBatch() {
        runs = List.of(new int[] {0});
        isRefused("runs: expected one list for each of 2 examples, got 1");
    }

    @Test
    void runsThatDoNotAscendFromTheFirstToken() {
        for (int[] starts : List.of(new int[] {}, new int[] {1}, new int[] {0, 3, 2}, new int[] {0, 6})) {
            runs = List.of(new int[] {0}, starts);
            isRefused("runs: expected places that begin with 0 and ascend to 5 at most");
        }
    }

    @Test
    void anOffsetThatIsNotPositive() {
        for (float offset : new float[] {0, -1, Float.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new FeatureKind.Relu(offset))
                    .withMessage("offset: expected a positive number, got " + offset);
        }
    }
}
