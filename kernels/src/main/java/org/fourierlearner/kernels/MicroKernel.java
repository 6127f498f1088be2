package org.fourierlearner.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The innermost loops: some rows of a product, two vectors wide, whose sums stay in registers.
///
/// The compiler keeps vectors in registers only as local variables, so each sum has a name: `c21` is the
/// second vector of the third row.
final class MicroKernel {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int WIDTH = 2 * LANES;

    private MicroKernel() {}

    private static FloatVector start(float[] c, int at, boolean fresh) {
        return fresh ? FloatVector.zero(SPECIES) : FloatVector.fromArray(SPECIES, c, at);
    }

    /// 8 rows of `A`: `C[r, :] += Σₖ A[r, k]·B[k, :]`, or `=`. The columns of `A` go on in the next panel.
    static void rows8(float[] a, int at, int aPanel, float[] b, int bAt, float[] c, int cAt, int steps, boolean fresh) {
        FloatVector c00 = start(c, cAt, fresh);
        FloatVector c01 = start(c, cAt + LANES, fresh);
        FloatVector c10 = start(c, cAt + 1 * WIDTH, fresh);
        FloatVector c11 = start(c, cAt + 1 * WIDTH + LANES, fresh);
        FloatVector c20 = start(c, cAt + 2 * WIDTH, fresh);
        FloatVector c21 = start(c, cAt + 2 * WIDTH + LANES, fresh);
        FloatVector c30 = start(c, cAt + 3 * WIDTH, fresh);
        FloatVector c31 = start(c, cAt + 3 * WIDTH + LANES, fresh);
        FloatVector c40 = start(c, cAt + 4 * WIDTH, fresh);
        FloatVector c41 = start(c, cAt + 4 * WIDTH + LANES, fresh);
        FloatVector c50 = start(c, cAt + 5 * WIDTH, fresh);
        FloatVector c51 = start(c, cAt + 5 * WIDTH + LANES, fresh);
        FloatVector c60 = start(c, cAt + 6 * WIDTH, fresh);
        FloatVector c61 = start(c, cAt + 6 * WIDTH + LANES, fresh);
        FloatVector c70 = start(c, cAt + 7 * WIDTH, fresh);
        FloatVector c71 = start(c, cAt + 7 * WIDTH + LANES, fresh);
        int panel = at;
        for (int from = 0; from < steps; from += WIDTH) {
            int to = Math.min(from + WIDTH, steps);
            int place = panel - from;
            for (int k = from; k < to; k++) {
                FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt + k * WIDTH);
                FloatVector b1 = FloatVector.fromArray(SPECIES, b, bAt + k * WIDTH + LANES);
                FloatVector a0 = FloatVector.broadcast(SPECIES, a[place + k]);
                c00 = a0.fma(b0, c00);
                c01 = a0.fma(b1, c01);
                FloatVector a1 = FloatVector.broadcast(SPECIES, a[place + 1 * WIDTH + k]);
                c10 = a1.fma(b0, c10);
                c11 = a1.fma(b1, c11);
                FloatVector a2 = FloatVector.broadcast(SPECIES, a[place + 2 * WIDTH + k]);
                c20 = a2.fma(b0, c20);
                c21 = a2.fma(b1, c21);
                FloatVector a3 = FloatVector.broadcast(SPECIES, a[place + 3 * WIDTH + k]);
                c30 = a3.fma(b0, c30);
                c31 = a3.fma(b1, c31);
                FloatVector a4 = FloatVector.broadcast(SPECIES, a[place + 4 * WIDTH + k]);
                c40 = a4.fma(b0, c40);
                c41 = a4.fma(b1, c41);
                FloatVector a5 = FloatVector.broadcast(SPECIES, a[place + 5 * WIDTH + k]);
                c50 = a5.fma(b0, c50);
                c51 = a5.fma(b1, c51);
                FloatVector a6 = FloatVector.broadcast(SPECIES, a[place + 6 * WIDTH + k]);
                c60 = a6.fma(b0, c60);
                c61 = a6.fma(b1, c61);
                FloatVector a7 = FloatVector.broadcast(SPECIES, a[place + 7 * WIDTH + k]);
                c70 = a7.fma(b0, c70);
                c71 = a7.fma(b1, c71);
            }
            panel += aPanel;
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + LANES);
        c10.intoArray(c, cAt + 1 * WIDTH);
        c11.intoArray(c, cAt + 1 * WIDTH + LANES);
        c20.intoArray(c, cAt + 2 * WIDTH);
        c21.intoArray(c, cAt + 2 * WIDTH + LANES);
        c30.intoArray(c, cAt + 3 * WIDTH);
        c31.intoArray(c, cAt + 3 * WIDTH + LANES);
        c40.intoArray(c, cAt + 4 * WIDTH);
        c41.intoArray(c, cAt + 4 * WIDTH + LANES);
        c50.intoArray(c, cAt + 5 * WIDTH);
        c51.intoArray(c, cAt + 5 * WIDTH + LANES);
        c60.intoArray(c, cAt + 6 * WIDTH);
        c61.intoArray(c, cAt + 6 * WIDTH + LANES);
        c70.intoArray(c, cAt + 7 * WIDTH);
        c71.intoArray(c, cAt + 7 * WIDTH + LANES);
    }

    /// 8 columns of `A` as rows: `C[r, :] += Σₖ A[k, r]·B[k, :]`, or `=`.
    static void columns8(float[] a, int at, float[] b, int bAt, float[] c, int cAt, int steps, boolean fresh) {
        FloatVector c00 = start(c, cAt, fresh);
        FloatVector c01 = start(c, cAt + LANES, fresh);
        FloatVector c10 = start(c, cAt + 1 * WIDTH, fresh);
        FloatVector c11 = start(c, cAt + 1 * WIDTH + LANES, fresh);
        FloatVector c20 = start(c, cAt + 2 * WIDTH, fresh);
        FloatVector c21 = start(c, cAt + 2 * WIDTH + LANES, fresh);
        FloatVector c30 = start(c, cAt + 3 * WIDTH, fresh);
        FloatVector c31 = start(c, cAt + 3 * WIDTH + LANES, fresh);
        FloatVector c40 = start(c, cAt + 4 * WIDTH, fresh);
        FloatVector c41 = start(c, cAt + 4 * WIDTH + LANES, fresh);
        FloatVector c50 = start(c, cAt + 5 * WIDTH, fresh);
        FloatVector c51 = start(c, cAt + 5 * WIDTH + LANES, fresh);
        FloatVector c60 = start(c, cAt + 6 * WIDTH, fresh);
        FloatVector c61 = start(c, cAt + 6 * WIDTH + LANES, fresh);
        FloatVector c70 = start(c, cAt + 7 * WIDTH, fresh);
        FloatVector c71 = start(c, cAt + 7 * WIDTH + LANES, fresh);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt + k * WIDTH);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bAt + k * WIDTH + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[at + k * WIDTH]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[at + k * WIDTH + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[at + k * WIDTH + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[at + k * WIDTH + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[at + k * WIDTH + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[at + k * WIDTH + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            FloatVector a6 = FloatVector.broadcast(SPECIES, a[at + k * WIDTH + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            FloatVector a7 = FloatVector.broadcast(SPECIES, a[at + k * WIDTH + 7]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + LANES);
        c10.intoArray(c, cAt + 1 * WIDTH);
        c11.intoArray(c, cAt + 1 * WIDTH + LANES);
        c20.intoArray(c, cAt + 2 * WIDTH);
        c21.intoArray(c, cAt + 2 * WIDTH + LANES);
        c30.intoArray(c, cAt + 3 * WIDTH);
        c31.intoArray(c, cAt + 3 * WIDTH + LANES);
        c40.intoArray(c, cAt + 4 * WIDTH);
        c41.intoArray(c, cAt + 4 * WIDTH + LANES);
        c50.intoArray(c, cAt + 5 * WIDTH);
        c51.intoArray(c, cAt + 5 * WIDTH + LANES);
        c60.intoArray(c, cAt + 6 * WIDTH);
        c61.intoArray(c, cAt + 6 * WIDTH + LANES);
        c70.intoArray(c, cAt + 7 * WIDTH);
        c71.intoArray(c, cAt + 7 * WIDTH + LANES);
    }

    /// 4 rows of `A`: `C[r, :] += Σₖ A[r, k]·B[k, :]`, or `=`. The columns of `A` go on in the next panel.
    static void rows4(float[] a, int at, int aPanel, float[] b, int bAt, float[] c, int cAt, int steps, boolean fresh) {
        FloatVector c00 = start(c, cAt, fresh);
        FloatVector c01 = start(c, cAt + LANES, fresh);
        FloatVector c10 = start(c, cAt + 1 * WIDTH, fresh);
        FloatVector c11 = start(c, cAt + 1 * WIDTH + LANES, fresh);
        FloatVector c20 = start(c, cAt + 2 * WIDTH, fresh);
        FloatVector c21 = start(c, cAt + 2 * WIDTH + LANES, fresh);
        FloatVector c30 = start(c, cAt + 3 * WIDTH, fresh);
        FloatVector c31 = start(c, cAt + 3 * WIDTH + LANES, fresh);
        int panel = at;
        for (int from = 0; from < steps; from += WIDTH) {
            int to = Math.min(from + WIDTH, steps);
            int place = panel - from;
            for (int k = from; k < to; k++) {
                FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt + k * WIDTH);
                FloatVector b1 = FloatVector.fromArray(SPECIES, b, bAt + k * WIDTH + LANES);
                FloatVector a0 = FloatVector.broadcast(SPECIES, a[place + k]);
                c00 = a0.fma(b0, c00);
                c01 = a0.fma(b1, c01);
                FloatVector a1 = FloatVector.broadcast(SPECIES, a[place + 1 * WIDTH + k]);
                c10 = a1.fma(b0, c10);
                c11 = a1.fma(b1, c11);
                FloatVector a2 = FloatVector.broadcast(SPECIES, a[place + 2 * WIDTH + k]);
                c20 = a2.fma(b0, c20);
                c21 = a2.fma(b1, c21);
                FloatVector a3 = FloatVector.broadcast(SPECIES, a[place + 3 * WIDTH + k]);
                c30 = a3.fma(b0, c30);
                c31 = a3.fma(b1, c31);
            }
            panel += aPanel;
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + LANES);
        c10.intoArray(c, cAt + 1 * WIDTH);
        c11.intoArray(c, cAt + 1 * WIDTH + LANES);
        c20.intoArray(c, cAt + 2 * WIDTH);
        c21.intoArray(c, cAt + 2 * WIDTH + LANES);
        c30.intoArray(c, cAt + 3 * WIDTH);
        c31.intoArray(c, cAt + 3 * WIDTH + LANES);
    }

    /// 4 columns of `A` as rows: `C[r, :] += Σₖ A[k, r]·B[k, :]`, or `=`.
    static void columns4(float[] a, int at, float[] b, int bAt, float[] c, int cAt, int steps, boolean fresh) {
        FloatVector c00 = start(c, cAt, fresh);
        FloatVector c01 = start(c, cAt + LANES, fresh);
        FloatVector c10 = start(c, cAt + 1 * WIDTH, fresh);
        FloatVector c11 = start(c, cAt + 1 * WIDTH + LANES, fresh);
        FloatVector c20 = start(c, cAt + 2 * WIDTH, fresh);
        FloatVector c21 = start(c, cAt + 2 * WIDTH + LANES, fresh);
        FloatVector c30 = start(c, cAt + 3 * WIDTH, fresh);
        FloatVector c31 = start(c, cAt + 3 * WIDTH + LANES, fresh);
        for (int k = 0; k < steps; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt + k * WIDTH);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bAt + k * WIDTH + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[at + k * WIDTH]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[at + k * WIDTH + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[at + k * WIDTH + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[at + k * WIDTH + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + LANES);
        c10.intoArray(c, cAt + 1 * WIDTH);
        c11.intoArray(c, cAt + 1 * WIDTH + LANES);
        c20.intoArray(c, cAt + 2 * WIDTH);
        c21.intoArray(c, cAt + 2 * WIDTH + LANES);
        c30.intoArray(c, cAt + 3 * WIDTH);
        c31.intoArray(c, cAt + 3 * WIDTH + LANES);
    }
}
