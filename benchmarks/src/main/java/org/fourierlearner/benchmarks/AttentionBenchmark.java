package org.fourierlearner.benchmarks;

import java.util.concurrent.TimeUnit;
import org.fourierlearner.kernels.AttentionGradients;
import org.fourierlearner.kernels.AttentionKernel;
import org.fourierlearner.kernels.AttentionProblem;
import org.fourierlearner.kernels.LogNormalizers;
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

/// A whole text at once, with all cores.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:ObjectAlignmentInBytes=64"})
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH prepares before it measures
public class AttentionBenchmark {
    private final AttentionKernel kernel =
            AttentionKernel.of(Runtime.getRuntime().availableProcessors());

    @Param({"512", "4096"})
    private int length;

    @Param({"false", "true"})
    private boolean causal;

    @Param({"false", "true"})
    private boolean positions;

    private AttentionProblem problem;
    private LogNormalizers normalizers;
    private Operand output;
    private Operand outputGradient;
    private AttentionGradients gradients;

    /// Backward needs what forward leaves.
    @Setup
    public void prepare() {
        var tokens = new Tokens(length);
        problem = tokens.problem(causal, positions);
        normalizers = new LogNormalizers(problem);
        output = tokens.perToken();
        outputGradient = tokens.perToken();
        gradients = new AttentionGradients(
                tokens.perToken(),
                tokens.perToken(),
                tokens.perToken(),
                positions ? tokens.logits() : null,
                positions ? tokens.logits() : null,
                null,
                null,
                null);
        forward();
    }

    @Benchmark
    public void forward() {
        kernel.forward(problem, output, normalizers);
    }

    @Benchmark
    public void backward() {
        kernel.backward(problem, output, normalizers, outputGradient, gradients);
    }
}
