package org.fourierlearner.rpe;

/// Directions with weights over half a sphere, for even functions: weighted sums are means over the
/// sphere, exactly so for polynomials up to some degree.
///
/// It is the product of a Gauss-Legendre rule for the height and equal angles around it, about
/// `(degree + 1)²/4` directions.
///
/// Source: Stroud 1971, "Approximate Calculation of Multiple Integrals", section 2.6; Abramowitz
/// and Stegun 1964, "Handbook of Mathematical Functions", 25.4.29.
///
/// @param directions `3` numbers for each, of length 1
/// @param weights one for each, which sum to 1
@SuppressWarnings("ArrayRecordComponent") // never compared
record SphericalDesign(double[] directions, double[] weights) {

    /// Newton's method has converged to rounding long before.
    private static final int NEWTON_STEPS = 20;

    /// {@return a design that is exact for even polynomials up to a degree}
    ///
    /// @param degree at least 0
    static SphericalDesign ofDegree(int degree) {
        // an even number of heights, none of which is 0: the upper half is half the sphere
        int heights = 2 * Math.ceilDiv(degree + 1, 4);
        int angles = degree + 1;
        int count = heights / 2 * angles;
        double[] directions = new double[3 * count];
        double[] weights = new double[count];
        int at = 0;
        for (int h = 0; h < heights / 2; h++) {
            double height = legendreRoot(heights, h);
            double slope = legendreSlope(heights, height);
            double width = Math.sqrt(1 - height * height);
            for (int a = 0; a < angles; a++) {
                double angle = 2 * Math.PI * (a + 0.5 * (h % 2)) / angles;
                directions[3 * at] = width * Math.cos(angle);
                directions[3 * at + 1] = width * Math.sin(angle);
                directions[3 * at + 2] = height;
                weights[at++] = 2 / (width * width * slope * slope) / angles;
            }
        }
        return new SphericalDesign(directions, weights);
    }

    int count() {
        return weights.length;
    }

    /// The positive roots of the Legendre polynomial of an even degree, from the greatest.
    private static double legendreRoot(int degree, int index) {
        double x = Math.cos(Math.PI * (index + 0.75) / (degree + 0.5));
        for (int step = 0; step < NEWTON_STEPS; step++) {
            x -= legendre(degree, x) / legendreSlope(degree, x);
        }
        return x;
    }

    private static double legendre(int degree, double x) {
        double before = 1;
        double value = x;
        for (int n = 2; n <= degree; n++) {
            double next = ((2 * n - 1) * x * value - (n - 1) * before) / n;
            before = value;
            value = next;
        }
        return degree == 0 ? 1 : value;
    }

    private static double legendreSlope(int degree, double x) {
        return degree * (legendre(degree - 1, x) - x * legendre(degree, x)) / (1 - x * x);
    }
}
