package org.fourierlearner.rpe;

import org.fourierlearner.tensor.Tensor;

/// The shells at the atoms of a crystal and their images that come within reach of each atom.
public sealed interface Images permits Neighbours, PairImages {

    /// {@return `Σⱼ gₘ(rᵢ − rⱼ)·vⱼₘ` over all atoms and their images, `gₘ = Σₛ wₘₛ·s`, in the
    /// shape of the products}
    ///
    /// @param products `v`, `[batch, atoms, masks·values]`, the values of one mask next to each
    ///     other
    /// @param weights `w`, `[masks, shells]`
    Tensor sums(Tensor products, Tensor weights);
}
