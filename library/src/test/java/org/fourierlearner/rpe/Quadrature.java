package org.fourierlearner.rpe;

import org.fourierlearner.tensor.Tensor;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;

/// Points `[count, dim]` and weights that integrate an even function over all of space.
final class Quadrature {
    /// Eight Gauss points on half a unit resolve edges and waves of the tests to more than nine digits.
    private static final int PANEL_POINTS = 8;

    /// The half-turn is resolved up to waves of about this many radians at the rim.
    private static final int DIRECTIONS = 128;

    private final double[] points;
    private final double[] weights;
    private final int dim;

    private Quadrature(double[] points, double[] weights, int dim) {
        this.points = points;
        this.weights = weights;
        this.dim = dim;
    }

    static Quadrature of(int dim, double reach, double panel) {
        int panels = (int) Math.ceil(reach / panel);
        GaussIntegrator gauss = new GaussIntegratorFactory().legendre(PANEL_POINTS, 0, panel);
        int radii = panels * PANEL_POINTS;
        int directions = dim == 2 ? DIRECTIONS : 1;
        double[] points = new double[radii * directions * dim];
        double[] weights = new double[radii * directions];
        for (int n = 0; n < weights.length; n++) {
            int radial = n / directions;
            int before = radial / PANEL_POINTS;
            double radius = before * panel + gauss.getPoint(radial % PANEL_POINTS);
            double length = gauss.getWeight(radial % PANEL_POINTS);
            double angle = Math.PI * (n % directions) / directions;
            points[n * dim] = radius * Math.cos(angle);
            if (dim == 2) {
                points[n * dim + 1] = radius * Math.sin(angle);
            }
            weights[n] = switch (dim) {
                case 1 -> 2 * length;
                case 2 -> 2 * Math.PI * radius * length / directions;
                default -> 4 * Math.PI * radius * radius * length;
            };
        }
        return new Quadrature(points, weights, dim);
    }

    Tensor at() {
        return Tensor.of(points, weights.length, dim);
    }

    /// `∫ values(x) cos(2π x·y) dx` for values at [#at]. In three dimensions they must depend on `|x|` alone:
    /// the cosine is replaced by its mean over the sphere.
    double transform(double[] values, int from, double[] y) {
        double sum = 0;
        for (int n = 0; n < weights.length; n++) {
            double turns = 0;
            for (int k = 0; k < dim; k++) {
                turns += points[n * dim + k] * y[k];
            }
            double angle = 2 * Math.PI * turns;
            double wave = dim == 3 ? sinc(2 * Math.PI * points[n * dim] * norm(y)) : Math.cos(angle);
            sum += weights[n] * values[from + n] * wave;
        }
        return sum;
    }

    /// `∫ |values(x)| dx`.
    double mass(double[] values, int from) {
        double sum = 0;
        for (int n = 0; n < weights.length; n++) {
            sum += weights[n] * Math.abs(values[from + n]);
        }
        return sum;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(x) / x;
    }

    private static double norm(double[] y) {
        double square = 0;
        for (double c : y) {
            square += c * c;
        }
        return Math.sqrt(square);
    }
}
