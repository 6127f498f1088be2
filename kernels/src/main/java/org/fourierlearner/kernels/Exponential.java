package org.fourierlearner.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/// `exp` on all lanes, within 2 units in the last place for results that are normal floats; smaller ones
/// are 0, and so is `exp(−∞)`. NaN stays NaN. Arguments must not exceed 88; kernels keep theirs below.
///
/// `eˣ = 2ⁿ·eʳ` with `n` the integer nearest to `x·log₂e` and `|r| ≤ ½·ln 2`, where the best polynomial of
/// degree 6, found by exchange (Remez), is off by 2·10⁻⁹ of the result.
final class Exponential {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    /// Added to a float, leaves the nearest integer in its last bits.
    private static final float ROUNDING = 0x1.8p23f;

    private static final float LOG2_E = (float) (1 / Math.log(2));

    // ln 2 in two parts; products of the first with small integers are exact
    private static final float LN2_HIGH = 0x1.63p-1f;
    private static final float LN2_LOW = (float) (Math.log(2) - LN2_HIGH);

    /// The logarithm of the least normal float.
    private static final float LEAST = (float) Math.log(Float.MIN_NORMAL);

    private Exponential() {}

    /// Replaces vectors of numbers, one below the other, by `exp(number + that of its row + those of the
    /// columns)`.
    ///
    /// The loop is here, because the compiler may leave a function of vectors as a call, which puts them into
    /// objects.
    ///
    /// @param at where the first vector begins
    /// @param stride from one to the next
    /// @param sums set to the sums of the columns, if not null
    static void replace(
            float[] values,
            int at,
            int stride,
            int rows,
            float[] ofRows,
            float[] ofColumns,
            int column,
            float @Nullable [] sums) {
        FloatVector sum = FloatVector.zero(SPECIES);
        FloatVector added = FloatVector.fromArray(SPECIES, ofColumns, column);
        for (int row = 0; row < rows; row++) {
            FloatVector x = FloatVector.fromArray(SPECIES, values, at + row * stride)
                    .add(ofRows[row])
                    .add(added);
            FloatVector shifted = x.lanewise(VectorOperators.FMA, LOG2_E, ROUNDING);
            FloatVector n = shifted.sub(ROUNDING);
            FloatVector r = n.lanewise(VectorOperators.FMA, n.broadcast(-LN2_HIGH), x);
            r = n.lanewise(VectorOperators.FMA, n.broadcast(-LN2_LOW), r);
            FloatVector p = r.lanewise(VectorOperators.FMA, 0x1.6ab928p-10f, 0x1.126d64p-7f);
            p = p.fma(r, r.broadcast(0x1.55589cp-5f));
            p = p.fma(r, r.broadcast(0x1.55540ap-3f));
            p = p.fma(r, r.broadcast(0x1.fffffap-2f));
            p = p.fma(r, r.broadcast(1f));
            p = p.fma(r, r.broadcast(1f));
            IntVector power = shifted.reinterpretAsInts().add(127).lanewise(VectorOperators.LSHL, 23);
            FloatVector result = p.mul(power.reinterpretAsFloats()).blend(0f, x.compare(VectorOperators.LT, LEAST));
            result.intoArray(values, at + row * stride);
            sum = sum.add(result);
        }
        if (sums != null) {
            sum.intoArray(sums, column);
        }
    }
}
