package org.fourierlearner.rpe;

import org.fourierlearner.tensor.Tensor;

/// Shells summed over images for each pair of atoms: the quicker form while an atom has about as
/// many neighbours as there are atoms.
///
/// @param shells `[batch, shells, atoms, atoms]`
record PairImages(Tensor shells) implements Images {

    @Override
    public Tensor sums(Tensor products, Tensor weights) {
        int batch = shells.extent(0);
        int count = shells.extent(1);
        int atoms = shells.extent(2);
        int masks = weights.extent(0);
        // sums for each shell are fewer than masks of all pairs
        return shells.reshape(batch, count * atoms, atoms)
                .matmul(products)
                .reshape(batch, count, atoms, masks, products.extent(2) / masks)
                .multiply(weights.transpose(0, 1).reshape(1, count, 1, masks, 1))
                .sum(1)
                .reshape(batch, atoms, products.extent(2));
    }
}
