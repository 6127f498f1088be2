package org.fourierlearner.attention;

import org.fourierlearner.tensor.Tensor;

/// `Φ(x) = elu(x) + 1`, coordinate by coordinate: `eˣ` for negative `x`, `1 + x` for others.
///
/// Source: Katharopoulos et al. 2020, "Transformers are RNNs" (arXiv:2006.16236), section 3.2.
public record EluFeatureMap() implements DeterministicFeatureMap {

    /// The logarithm is `x` for negative `x`, `log(1 + x)` for others: nothing underflows.
    @Override
    public Features at(Tensor x) {
        return new Features(x.clampAbove(0).add(x.relu().log1p()), null);
    }
}
