/// Attention over tokens with positions: exact, in time `O(length²)`, and linear, in time `O(length)`.
///
/// Queries, keys and values are `[batch, heads, length, width]`; positions are
/// [Coordinates][org.fourierlearner.rpe.Coordinates]. Every variant is tested against its definition in
/// double precision.
@NullMarked
package org.fourierlearner.attention;

import org.jspecify.annotations.NullMarked;
