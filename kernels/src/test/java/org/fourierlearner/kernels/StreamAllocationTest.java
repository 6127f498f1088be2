package org.fourierlearner.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.fourierlearner.kernels.Example.Sizes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StreamAllocationTest {
    private static final int TOKENS = 10_000;

    /// Until loops are compiled, vectors and views of memory are objects. How long that takes is
    /// the machine's affair.
    private static final int ATTEMPTS = 60;

    static Stream<Example> examples() {
        Sizes square = new Sizes(1, 2, 1, 1, 5, 7, 5);
        return Stream.of(
                Example.random(new Sizes(1, 2, 1, 1, 5, 7, 11), true, 0.5)
                        .withClock()
                        .withSelfLogits(),
                Example.random(square, true, 0.5).with(new FeatureKind.Elu()));
    }

    /// Less than a byte a token: the measurement itself may take a few.
    @ParameterizedTest
    @MethodSource("examples")
    void aTokenAllocatesNothing(Example example) {
        for (AttentionKernel kernel : new AttentionKernel[] {AttentionKernel.of(1), AttentionKernel.scalar(1)}) {
            AttentionProblem problem = example.problem();
            var stream = new AttentionStream(kernel, problem);
            Operand output = example.outputOperand(new float[2 * 7]);
            long least = Long.MAX_VALUE;
            for (int attempt = 0; attempt < ATTEMPTS && least >= TOKENS; attempt++) {
                least = Math.min(least, allocatedBytes(stream, problem, output));
            }
            assertThat(least).as(kernel.description()).isLessThan(TOKENS);
        }
    }

    private static long allocatedBytes(AttentionStream stream, AttentionProblem problem, Operand output) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().threadId();
        long before = threads.getThreadAllocatedBytes(thread);
        for (int t = 0; t < TOKENS; t++) {
            stream.advance(problem, output);
        }
        return threads.getThreadAllocatedBytes(thread) - before;
    }
}
