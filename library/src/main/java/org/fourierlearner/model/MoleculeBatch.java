package org.fourierlearner.model;

import org.fourierlearner.attention.Visibility;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Some molecules or crystals, padded to the largest of them.
///
/// @param elements numbers of the model's elements, `[batch, atoms]`, any for padding
/// @param tags of the atoms, `[batch, atoms]`; null if they have none
/// @param positions in Å, `[batch, atoms, 3]`, in double precision
/// @param isAtom false for padding, `[batch, atoms]`
/// @param cells the vectors of each example's cell, nine numbers for each; null if nothing is
///     periodic
@SuppressWarnings("ArrayRecordComponent") // never compared
public record MoleculeBatch(
        Tensor elements, @Nullable Tensor tags, Tensor positions, Tensor isAtom, double @Nullable [] cells) {

    Coordinates places() {
        Coordinates open = Coordinates.of(positions);
        return cells == null ? open : open.inCells(cells);
    }

    Visibility visibility() {
        return Visibility.all().withPadding(isAtom);
    }
}
