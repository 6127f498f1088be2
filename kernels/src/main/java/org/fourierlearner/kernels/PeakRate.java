package org.fourierlearner.kernels;

import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The rate of fused multiply-adds in registers, which nothing that computes can exceed.
public final class PeakRate {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int STEPS = 1_000_000;
    private static final int CHAINS = 12;
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(600);

    private PeakRate() {}

    /// {@return floating-point operations per second of some threads together, two for each multiply-add}
    ///
    /// @param threads how many
    public static double measure(int threads) {
        double[] rates = new double[threads];
        Workers.run(threads, threads, () -> index -> rates[index] = ofOneThread());
        double sum = 0;
        for (double rate : rates) {
            sum += rate;
        }
        return sum;
    }

    private static double ofOneThread() {
        double best = 0;
        float sink = 0;
        long end = System.nanoTime() + NANOS;
        while (System.nanoTime() < end) {
            long start = System.nanoTime();
            sink += chains();
            double seconds = (System.nanoTime() - start) / 1e9;
            best = Math.max(best, 2.0 * STEPS * CHAINS * SPECIES.length() / seconds);
        }
        return sink == 0.125f ? 0 : best;
    }

    private static float sum(FloatVector v) {
        return v.reduceLanes(VectorOperators.ADD);
    }

    /// Enough chains that none waits for itself.
    private static float chains() {
        FloatVector x = FloatVector.broadcast(SPECIES, 0.999f);
        FloatVector a = x;
        FloatVector b = x;
        FloatVector c = x;
        FloatVector d = x;
        FloatVector e = x;
        FloatVector f = x;
        FloatVector g = x;
        FloatVector h = x;
        FloatVector i = x;
        FloatVector j = x;
        FloatVector k = x;
        FloatVector l = x;
        for (int step = 0; step < STEPS; step++) {
            a = a.fma(x, x);
            b = b.fma(x, x);
            c = c.fma(x, x);
            d = d.fma(x, x);
            e = e.fma(x, x);
            f = f.fma(x, x);
            g = g.fma(x, x);
            h = h.fma(x, x);
            i = i.fma(x, x);
            j = j.fma(x, x);
            k = k.fma(x, x);
            l = l.fma(x, x);
        }
        return sum(
                a.add(b).add(c.add(d)).add(e.add(f)).add(g.add(h)).add(i.add(j)).add(k.add(l)));
    }
}
