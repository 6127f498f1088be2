package org.fourierlearner.rpe;

import java.util.Arrays;
import org.fourierlearner.tensor.Parameters;
import org.hipparchus.analysis.UnivariateFunction;
import org.hipparchus.analysis.integration.IterativeLegendreGaussIntegrator;

/// `f(z)` of one head from its definition, in double precision; a smoothed window is integrated.
final class SpectrumReference {
    /// The integrators stop at this relative and absolute error.
    static final double INTEGRATION_ERROR = 1e-10;

    private final Parameters weights;
    private final int heads;
    private final int head;

    SpectrumReference(Parameters weights, int heads, int head) {
        this.weights = weights;
        this.heads = heads;
        this.head = head;
    }

    double encodingAt(Spectrum spectrum, double[] offset) {
        return switch (spectrum) {
            case GaussianMixtureSpectrum _ -> mixture(offset);
            case KernelSpectrum(Kernel kernel, double _) ->
                scalar("height") * kernel(kernel, norm(offset) / Math.exp(scalar("logScale")));
            case SmoothWindowSpectrum(double edge, double _) -> box(edge, offset);
            case BallSpectrum(double edge, double _) -> ball(edge, norm(offset));
            case LatticeWindowSpectrum _ -> Math.abs(offset[0]) <= scalar("window") ? scalar("height") : 0;
            case FreeSpectrum(int count, double _) -> waves(count, offset);
            case DirectionalSpectrum(MatchedSpectrum even) -> {
                double[] shift = of("shift");
                double[] moved = offset.clone();
                for (int k = 0; k < moved.length; k++) {
                    moved[k] -= shift[k];
                }
                yield encodingAt(even, moved);
            }
        };
    }

    private double mixture(double[] offset) {
        double[] heights = of("height");
        double[] centers = of("center");
        double[] logDeviations = of("logDeviation");
        double sum = 0;
        for (int t = 0; t < heights.length; t++) {
            double deviation = Math.exp(logDeviations[t]);
            double turns = 0;
            for (int k = 0; k < offset.length; k++) {
                turns += centers[t * offset.length + k] * deviation * offset[k];
            }
            double reach = Math.PI * deviation * norm(offset);
            sum += heights[t] * Math.exp(-2 * reach * reach) * Math.cos(2 * Math.PI * turns);
        }
        return sum;
    }

    private static double kernel(Kernel kernel, double radius) {
        return switch (kernel) {
            case GAUSSIAN -> Math.exp(-radius * radius / 2);
            case LAPLACE -> Math.exp(-radius);
            case MATERN_3_2 -> (1 + Math.sqrt(3) * radius) * Math.exp(-Math.sqrt(3) * radius);
            case CAUCHY -> 1 / (1 + radius * radius);
        };
    }

    private double box(double edge, double[] offset) {
        double window = Math.exp(scalar("logWindow"));
        double deviation = edge * window;
        double product = scalar("height");
        for (double z : offset) {
            product *= integral(s -> normal((z - s) / deviation) / deviation, -window, window);
        }
        return product;
    }

    private double ball(double edge, double distance) {
        double radius = Math.exp(scalar("logRadius"));
        double deviation = edge * radius;
        double r = Math.max(distance, 1e-5 * radius);
        double share = integral(
                s -> s / r * (normal((r - s) / deviation) - normal((r + s) / deviation)) / deviation, 0, radius);
        return scalar("height") * share;
    }

    private double waves(int count, double[] offset) {
        double[] frequencies = of("frequency");
        double[] scales = weights.get("scale").toDoubles();
        double[] amplitudes = of("amplitude");
        double[] phases = of("phase");
        double sum = 0;
        for (int s = 0; s < count; s++) {
            double turns = 0;
            for (int k = 0; k < offset.length; k++) {
                turns += frequencies[s * offset.length + k] * scales[s] * offset[k];
            }
            sum += amplitudes[s] * Math.cos(2 * Math.PI * turns + phases[s]);
        }
        return sum;
    }

    private static double normal(double x) {
        return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    private static double integral(UnivariateFunction function, double from, double to) {
        return new IterativeLegendreGaussIntegrator(16, INTEGRATION_ERROR, INTEGRATION_ERROR)
                .integrate(100_000, function, from, to);
    }

    private static double norm(double[] vector) {
        double square = 0;
        for (double x : vector) {
            square += x * x;
        }
        return Math.sqrt(square);
    }

    private double scalar(String name) {
        return of(name)[0];
    }

    /// The head's share of a weight.
    private double[] of(String name) {
        double[] all = weights.get(name).toDoubles();
        int width = all.length / heads;
        return Arrays.copyOfRange(all, head * width, (head + 1) * width);
    }
}
