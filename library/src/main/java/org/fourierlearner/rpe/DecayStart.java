package org.fourierlearner.rpe;

/// How fast heads forget before anything is learned, from the first head to the last at equal ratios.
public enum DecayStart {
    /// From two per spacing of the positions to one per four spacings: what comes just before is learned first, and
    /// rates slow down as far as that pays.
    NEAR(0.5, 4),
    /// From one per spacing to one per extent: each range is remembered from the beginning.
    SPREAD(1, Double.POSITIVE_INFINITY);

    private final double fastest;
    private final double slowest;

    /// Times to forget, in spacings.
    DecayStart(double fastest, double slowest) {
        this.fastest = fastest;
        this.slowest = slowest;
    }

    /// {@return `λ` of each head, per unit of position; a single head has the geometric mean of both ends}
    ///
    /// @param heads how many
    /// @param range the positions to expect
    double[] rates(int heads, CoordinateRange range) {
        double shortest = fastest * range.spacing();
        double longest = Math.min(slowest * range.spacing(), range.extent());
        double[] rates = new double[heads];
        for (int h = 0; h < heads; h++) {
            double share = heads == 1 ? 0.5 : (double) h / (heads - 1);
            rates[h] = Math.pow(shortest / longest, share) / shortest;
        }
        return rates;
    }
}
