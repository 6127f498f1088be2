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
/// [UpdateKernel], and one for each tensor, which says how long steps are and how much the gradient
/// and each number that the memory tells count.
///
/// With first weights it is Adam, with the mean of the heads in the place of its momentum: steps
/// of a share of the weights' root mean square, less and less to the end.
///
/// Source: in the line of Metz et al. 2022, "VeLO: Training Versatile Learned Optimizers by
/// Scaling Up" (arXiv:2211.09760), with linear attention over time for the momenta of a recurrent
/// network; bounds of steps by the weights' size: You et al. 2020, "Large Batch Optimization for
/// Deep Learning" (arXiv:1904.00962).
public final class UpdateRule implements AutoCloseable {
    static final double SECOND_DECAY = 0.999;

    /// Added to the root mean square of a coordinate, in those of its tensor.
    static final double FLOOR = 1e-4;

    /// Steps first are this share of the weights' root mean square.
    private static final double FIRST_SIZE = 0.1;

    /// The square root of 0 has no slope.
    private static final double LEAST_SQUARE = 1e-30;

    /// Weights of the last layers begin small: what is told first is what biases say.
    private static final double SMALL = 0.01;

    private final LearnedOptimizerConfig config;
    private final Parameters parameters = new Parameters();
    private final Remembering memory;
    private final int compared;
    private final Linear in;
    private final Linear out;
    private final Linear tensorIn;
    private final Linear tensorOut;
    private final Linear tensorSkip;

    /// Where biases of the hidden layer begin in what the network for tensors tells.
    private final int firstBias;

    /// Draws first weights.
    ///
    /// @param config what it is
    /// @param random the source of the draws
    public UpdateRule(LearnedOptimizerConfig config, Randomness random) {
        this.config = config;
        try (var _ = Scope.withoutGradients()) {
            memory = config.memory().create(UpdateNetwork.INPUTS, config.horizon(), random);
            parameters.include("memory", memory.parameters());
            compared = memory.numbers().compared();
            int width = config.memory().width();
            int seen = UpdateNetwork.INPUTS + width;
            in = new Linear(seen, config.hidden(), false, 1 / Math.sqrt(seen), random);
            out = new Linear(config.hidden(), 2, false, SMALL, random);
            int features = TensorSummary.features(width);
            firstBias = TensorNetwork.MIX + 1 + width;
            tensorIn = new Linear(features, config.tensorHidden(), true, 1 / Math.sqrt(features), random);
            tensorOut = new Linear(config.tensorHidden(), firstBias + config.hidden(), true, SMALL, random);
            tensorSkip = new Linear(features, firstBias, false, 0, random);
            parameters.include("in", in.parameters());
            parameters.include("out", out.parameters());
            parameters.include("tensor.in", tensorIn.parameters());
            parameters.include("tensor.out", tensorOut.parameters());
            parameters.include("tensor.skip", tensorSkip.parameters());
            double[] first = new double[firstBias + config.hidden()];
            first[TensorNetwork.SIZE] = Math.log(FIRST_SIZE);
            System.arraycopy(memory.firstMix(), 0, first, TensorNetwork.MIX, 1 + width);
            tensorOut.parameters().get("bias").copyInPlace(Tensor.of(first, first.length));
            double[] skips = new double[firstBias * features];
            skips[TensorNetwork.SIZE * features + TensorSummary.LEFT] = 1;
            tensorSkip.parameters().get("weight").copyInPlace(Tensor.of(skips, firstBias, features));
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

    /// {@return what a step makes of a weight; gradients reach all that is learned here, though not by way of the
    /// summary, which is constant}
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
        if (begun.hasVanished()) {
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
        Tensor inputs = Tensor.stack(
                1,
                ratio,
                squash(root.multiply(1 / begun.root())),
                squash(begun.weight() > 0 ? weight.divide(weightRoot) : weight));
        Remembering.Answer answer = memory.remember(inputs, state.narrow(0, 1, memorySlots()), step);
        Tensor hidden = in.apply(Tensor.concatenate(1, inputs, answer.told()))
                .add(told.narrow(0, firstBias, config.hidden()))
                .relu();
        Tensor outs = out.apply(hidden);
        Tensor mix = told.narrow(0, TensorNetwork.MIX, 1 + config.memory().width());
        Tensor mixed = Tensor.concatenate(1, ratio.unsqueeze(1), answer.told()).multiply(mix);
        Tensor direction = outs.select(1, 0).add(mixed.sum(1).squeeze(1));
        Tensor change = direction.multiply(squash(outs.select(1, 1)).add(1)).multiply(scale);

        Tensor next = between(
                level.add(squash(told.narrow(0, TensorNetwork.LEVEL_CHANGE, 1)).multiply(TensorNetwork.LEVEL_STEP)),
                TensorNetwork.LEVEL_BOUND);
        summary.end(sums(ratio, state, answer), next.item());
        return new Result(
                weight.subtract(change),
                Tensor.concatenate(0, second.unsqueeze(0), answer.state()),
                next,
                scale.item());
    }

    private UpdateKernel.Sums sums(Tensor ratio, Tensor state, Remembering.Answer answer) {
        try (var _ = Scope.withoutGradients()) {
            Tensor before = state.select(0, 1 + compared);
            double[] toldSquares = new double[config.memory().width()];
            for (int told = 0; told < toldSquares.length; told++) {
                toldSquares[told] = answer.told().select(1, told).square().sum().item();
            }
            return new UpdateKernel.Sums(
                    ratio.square().sum().item(),
                    ratio.multiply(before).sum().item(),
                    before.square().sum().item(),
                    toldSquares);
        }
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

    /// {@return the networks as they are now, for steps without gradients}
    public Steps steps() {
        return new Steps(this);
    }

    /// The network for coordinates in plain numbers.
    UpdateNetwork network() {
        return new UpdateNetwork(
                memory.numbers(),
                config.hidden(),
                in.parameters().get("weight").toFloats(),
                out.parameters().get("weight").toFloats());
    }

    @Override
    public void close() {
        parameters.close();
    }
}
