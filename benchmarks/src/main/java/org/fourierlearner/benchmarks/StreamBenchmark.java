package org.fourierlearner.benchmarks;

import java.util.concurrent.TimeUnit;
import org.fourierlearner.kernels.AttentionKernel;
import org.fourierlearner.kernels.AttentionProblem;
import org.fourierlearner.kernels.AttentionStream;
import org.fourierlearner.kernels.Operand;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A stream that goes on by one token, and one that takes in a prompt.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 1)
public class StreamBenchmark {

    /// A stream and where its next tokens are.
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init") // JMH prepares before it measures
    public static class Token {
        @Param({"false", "true"})
        private boolean positions;

        private AttentionProblem problem;
        private Operand output;
        private AttentionStream stream;

        @Setup
        public void prepare() {
            var tokens = new Tokens(1);
            problem = tokens.problem(true, positions);
            output = tokens.perToken();
            stream = new AttentionStream(AttentionKernel.of(1), problem);
        }
    }

    /// A text that no stream has begun.
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init") // JMH prepares before it measures
    public static class Prompt {
        private final AttentionKernel kernel =
                AttentionKernel.of(Runtime.getRuntime().availableProcessors());

        @Param({"512", "4096"})
        private int length;

        @Param({"false", "true"})
        private boolean positions;

        private AttentionProblem problem;
        private Operand output;

        @Setup
        public void prepare() {
            var tokens = new Tokens(length);
            problem = tokens.problem(true, positions);
            output = tokens.perToken();
        }
    }

    @Benchmark
    public void step(Token token) {
        token.stream.advance(token.problem, token.output);
    }

    @Benchmark
    public AttentionStream prefill(Prompt prompt) {
        var stream = new AttentionStream(prompt.kernel, prompt.problem);
        stream.advance(prompt.problem, prompt.output);
        return stream;
    }
}
