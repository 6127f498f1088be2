package org.fourierlearner.data.image.augment;

import java.util.random.RandomGenerator;

/// The beta distribution on `[0, 1]`, whose density is proportional to `x^(alpha−1) (1 − x)^(beta−1)`.
///
/// Source: Marsaglia & Tsang 2000, "A Simple Method for Generating Gamma Variables", ACM Transactions on
/// Mathematical Software 26(3), for the gamma variables `X` and `Y` of which a draw is the share `X/(X + Y)`.
///
/// @param alpha positive
/// @param beta positive
record Beta(double alpha, double beta) {

    double draw(RandomGenerator random) {
        return 1 / (1 + Math.exp(logGamma(beta, random) - logGamma(alpha, random)));
    }

    /// {@return the logarithm of a gamma variable, which itself may be too small for a number}
    private static double logGamma(double shape, RandomGenerator random) {
        if (shape < 1) {
            return logGamma(shape + 1, random) + logUniform(random) / shape;
        }
        double d = shape - 1 / 3.0;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double normal = random.nextGaussian();
            double root = 1 + c * normal;
            if (root > 0) {
                double logCube = 3 * Math.log(root);
                double cube = root * root * root;
                if (logUniform(random) < normal * normal / 2 + d * (1 - cube + logCube)) {
                    return Math.log(d) + logCube;
                }
            }
        }
    }

    private static double logUniform(RandomGenerator random) {
        return Math.log(1 - random.nextDouble());
    }
}
