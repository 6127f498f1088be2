package org.fourierlearner.optimizer;

import org.fourierlearner.tensor.Tensor;

/// Steps composed of tensor operations.
///
/// @param rule the networks
record ComposedSteps(UpdateRule rule) implements Steps {

    @Override
    public double take(
            Tensor weight,
            Tensor gradient,
            double gradientSquares,
            Tensor state,
            TensorSummary summary,
            long step,
            long horizon) {
        int coordinates = Math.toIntExact(weight.shape().size());
        UpdateRule.Result result = rule.step(
                weight.detach().reshape(coordinates),
                gradient.reshape(coordinates),
                gradientSquares,
                state,
                Tensor.full(summary.level(), 1),
                summary,
                step,
                horizon);
        weight.copyInPlace(result.weight().reshape(weight.shape().extents()));
        state.copyInPlace(result.state());
        return result.size();
    }
}
