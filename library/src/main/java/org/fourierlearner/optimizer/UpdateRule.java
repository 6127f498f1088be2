package org.fourierlearner.optimizer;

import org.fourierlearner.kernels.UpdateKernel;
import org.fourierlearner.kernels.UpdateNetwork;
import org.fourierlearner.nn.Linear;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// The networks of a learned optimizer: one for each coordinate with its memory, see
/// [UpdateKernel], and one for each tensor, which says how long steps are and what momenta count.
///
/// With first weights it is Adam without its schedule: steps of a share of the weights' root mean
/// square, less and less to the end.
///
/// Source: in the line of Metz et al. 2022, "VeLO: Training Versatile Learned Optimizers by
/// Scaling Up" (arXiv:2211.09760), with linear attention over time for the momenta of a recurrent
/// network; bounds of steps by the weights' size: You et al. 2020, "Large Batch Optimization for
/// Deep Learning" (arXiv:1904.00962).
public final class UpdateRule implements AutoCloseable {
    static final float[] MOMENTUM_DECAYS = {0.5f, 0.9f, 0.99f};
    static final double SECOND_DECAY = 0.999;

    /// Added to the root mean square of a coordinate, in those of its tensor.
    static final double FLOOR = 1e-4;

    /// Steps first are this share of the weights' root mean square.
    private static final double FIRST_SIZE = 0.1;

    /// The square root of 0 has no slope.
    private static final double LEAST_SQUARE = 1e-30;

    /// Which momentum alone counts first.
    private static final int FIRST_MOMENTUM = 1;

    /// Weights of the last layers begin small: what is told first is what biases say.
    private static final double SMALL = 0.01;

    private final LearnedOptimizerConfig config;
    private final Parameters parameters = new Parameters();
    private final Remembering memory;
    private final Linear in;
    private final Linear out;
    private final Tensor remembered;
    private final Linear tensorIn;
    private final Linear tensorOut;
    private final Linear tensorSkip;

    /// Draws first weights.
    ///
    /// @param config what it is
    /// @param random the source of the draws
    public UpdateRule(LearnedOptimizerConfig config, Randomness random) {
        this.config = config;
        try (var _ = Scope.withoutGradients()) {
            memory = config.memory().create(UpdateNetwork.INPUTS, config.horizon(), random);
            parameters.include("memory", memory.parameters());
            int seen = UpdateNetwork.INPUTS + memory.width();
            in = new Linear(seen, config.hidden(), false, 1 / Math.sqrt(seen), random);
            out = new Linear(config.hidden(), 2, false, SMALL, random);
            remembered = parameters.weight(
                    "remembered", random.normal(memory.width()).multiply(SMALL));
            tensorIn = new Linear(
                    TensorSummary.FEATURES, config.tensorHidden(), true, 1 / Math.sqrt(TensorSummary.FEATURES), random);
            tensorOut = new Linear(config.tensorHidden(), TensorNetwork.BIASES + config.hidden(), true, SMALL, random);
            tensorSkip = new Linear(TensorSummary.FEATURES, TensorNetwork.BIASES, false, 0, random);
            parameters.include("in", in.parameters());
            parameters.include("out", out.parameters());
            parameters.include("tensor.in", tensorIn.parameters());
            parameters.include("tensor.out", tensorOut.parameters());
            parameters.include("tensor.skip", tensorSkip.parameters());
            double[] biases = new double[TensorNetwork.BIASES + config.hidden()];
            biases[TensorNetwork.SIZE] = Math.log(FIRST_SIZE);
            biases[TensorNetwork.MIX + FIRST_MOMENTUM] = 1;
            tensorOut.parameters().get("bias").copyInPlace(Tensor.of(biases, biases.length));
            double[] skips = new double[TensorNetwork.BIASES * TensorSummary.FEATURES];
            skips[TensorNetwork.SIZE * TensorSummary.FEATURES + TensorSummary.LEFT] = 1;
            tensorSkip
                    .parameters()
                    .get("weight")
                    .copyInPlace(Tensor.of(skips, TensorNetwork.BIASES, TensorSummary.FEATURES));
        }
    }

    /// {@return `x/(1 + |x|)`}
    static Tensor squash(Tensor x) {
        return x.divide(x.abs().add(1));
    }

    static double squash(double x) {
        return x / (1 + Math.abs(x));
    }

    /// {@return what makes a mean that began with 0 unbiased}
    static double unbiased(double decay, long step) {
        return 1 / (1 - Math.pow(decay, (double) step));
    }

    /// {@return what it is}
    public LearnedOptimizerConfig config() {
        return config;
    }

    /// {@return what is learned, and drawn}
    public Parameters parameters() {
        return parameters;
    }

    Remembering memory() {
        return memory;
    }

    /// What a step leaves.
    ///
    /// @param weight `[coordinates]`
    /// @param state `[slots, coordinates]`
    /// @param level of the size of steps, `[1]`
    /// @param size of this step
    public record Result(Tensor weight, Tensor state, Tensor level, double size) {}

    /// {@return what a step makes of a weight; gradients reach all that is learned here}
    ///
    /// @param weight `[coordinates]`
    /// @param gradient likewise
    /// @param gradientSquares the sum of its squares
    /// @param state `[slots, coordinates]`
    /// @param level of the size of steps, `[1]`
    /// @param summary of the tensor, changed
    /// @param step from 1
    /// @param horizon the number of steps
    Result step(
            Tensor weight,
            Tensor gradient,
            double gradientSquares,
            Tensor state,
            Tensor level,
            TensorSummary summary,
            long step,
            long horizon) {
        Tensor weightSquares = weight.square().sum();
        TensorSummary.Beginning begun = summary.begin(gradientSquares, weightSquares.item(), step, horizon);
        if (begun.root() == 0) {
            return new Result(weight, state, level, 0);
        }
        Tensor weightRoot = weightSquares
                .multiply(1.0 / (double) weight.shape().size())
                .add(LEAST_SQUARE)
                .sqrt()
                .reshape(1);
        Tensor told = tensorNetwork(begun.features(), level, weightRoot);
        Tensor scale = told.narrow(0, TensorNetwork.SIZE, 1)
                .add(level)
                .exp()
                .multiply(weightRoot.maximum(Tensor.full(TensorSummary.LEAST_WEIGHT, 1)));

        Tensor second =
                state.select(0, 0).multiply(SECOND_DECAY).add(gradient.square().multiply(1 - SECOND_DECAY));
        Tensor root = second.multiply(unbiased(SECOND_DECAY, step)).sqrt().add(FLOOR * begun.root());
        Tensor ratio = clip(gradient.divide(root));
        Tensor[] slots = new Tensor[1 + UpdateNetwork.MOMENTA];
        Tensor[] momenta = new Tensor[UpdateNetwork.MOMENTA];
        slots[0] = second;
        double[] squares = new double[UpdateNetwork.MOMENTA];
        for (int a = 0; a < UpdateNetwork.MOMENTA; a++) {
            double decay = MOMENTUM_DECAYS[a];
            slots[1 + a] = state.select(0, 1 + a).multiply(decay).add(gradient.multiply(1 - decay));
            momenta[a] = clip(slots[1 + a].multiply(unbiased(decay, step)).divide(root));
            squares[a] = momenta[a].square().sum().item();
        }
        Tensor inputs = Tensor.stack(
                1,
                ratio,
                momenta[0],
                momenta[1],
                momenta[2],
                squash(root.multiply(1 / begun.root())),
                squash(begun.weight() > 0 ? weight.divide(weightRoot) : weight));
        int remembering = 1 + UpdateNetwork.MOMENTA;
        Remembering.Answer answer = memory.remember(inputs, state.narrow(0, remembering, memorySlots()), step);
        Tensor hidden = in.apply(Tensor.concatenate(1, inputs, answer.told()))
                .add(told.narrow(0, TensorNetwork.BIASES, config.hidden()))
                .relu();
        Tensor outs = out.apply(hidden);
        Tensor direction =
                outs.select(1, 0).add(answer.told().multiply(remembered).sum(1).squeeze(1));
        for (int a = 0; a < UpdateNetwork.MOMENTA; a++) {
            direction = direction.add(momenta[a].multiply(told.narrow(0, TensorNetwork.MIX + a, 1)));
        }
        Tensor change = direction.multiply(squash(outs.select(1, 1)).add(1)).multiply(scale);

        Tensor before = state.select(0, 2);
        var sums = new UpdateKernel.Sums(
                squares,
                gradient.multiply(before).sum().item(),
                before.square().sum().item());
        Tensor next = between(
                level.add(squash(told.narrow(0, TensorNetwork.LEVEL_CHANGE, 1)).multiply(TensorNetwork.LEVEL_STEP)),
                TensorNetwork.LEVEL_BOUND);
        summary.end(sums, gradientSquares, next.item());
        return new Result(
                weight.subtract(change),
                Tensor.concatenate(0, Tensor.stack(0, slots), answer.state()),
                next,
                scale.item());
    }

    private int memorySlots() {
        return config.memory().slots();
    }

    private Tensor tensorNetwork(double[] features, Tensor level, Tensor weightRoot) {
        double[] constant = features.clone();
        constant[TensorSummary.LEVEL_FEATURE] = 0;
        constant[TensorSummary.WEIGHT] = 0;
        double[] ofLevel = new double[features.length];
        ofLevel[TensorSummary.LEVEL_FEATURE] = TensorSummary.LEVEL_SCALE;
        double[] ofWeight = new double[features.length];
        ofWeight[TensorSummary.WEIGHT] = 1;
        Tensor seen = Tensor.of(constant, features.length)
                .to(ElementType.FLOAT32)
                .add(Tensor.of(ofLevel, features.length).to(ElementType.FLOAT32).multiply(level))
                .add(Tensor.of(ofWeight, features.length)
                        .to(ElementType.FLOAT32)
                        .multiply(TensorSummary.weightFeature(weightRoot)));
        Tensor told = tensorOut.apply(squash(tensorIn.apply(seen)));
        Tensor skipped = tensorSkip.apply(seen);
        return told.add(Tensor.concatenate(0, skipped, Tensor.zeros(config.hidden())));
    }

    private static Tensor clip(Tensor x) {
        return between(x, UpdateKernel.BOUND);
    }

    static Tensor between(Tensor x, double bound) {
        Tensor limit = Tensor.full(bound, 1);
        return x.maximum(limit.negate()).negate().maximum(limit.negate()).negate();
    }

    /// The network for tensors in plain numbers.
    TensorNetwork tensorNetwork() {
        return new TensorNetwork(
                tensorIn.parameters().get("weight").toFloats(),
                tensorIn.parameters().get("bias").toFloats(),
                tensorOut.parameters().get("weight").toFloats(),
                tensorOut.parameters().get("bias").toFloats(),
                tensorSkip.parameters().get("weight").toFloats());
    }

    /// {@return the networks as they are now, for steps without gradients: by the kernel where it
    /// has the memory}
    public Steps steps() {
        return memory instanceof AttentionMemory attention ? new FusedSteps(this, attention) : new ComposedSteps(this);
    }

    /// The network for coordinates in plain numbers.
    UpdateNetwork network(AttentionMemory attention) {
        TimeMemory.Attention a = attention.config();
        return new UpdateNetwork(
                a.heads(),
                a.headDim(),
                a.features(),
                config.hidden(),
                attention.tokens().toFloats(),
                attention.terms(1, 1).directions().toFloats(),
                in.parameters().get("weight").toFloats(),
                out.parameters().get("weight").toFloats(),
                remembered.toFloats());
    }

    @Override
    public void close() {
        parameters.close();
    }
}
