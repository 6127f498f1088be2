package org.fourierlearner.rpe;

import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// A density that frequencies are drawn from when they are not drawn from the spectrum.
public enum Proposal {
    /// The normal distribution; its tails fall faster than those of most spectra.
    NORMAL(Kernel.GAUSSIAN),
    /// The Cauchy distribution in space, whose heavy tails keep `g/p` bounded.
    CAUCHY(Kernel.LAPLACE);

    /// The kernel whose spectral density this is.
    private final Kernel kernel;

    Proposal(Kernel kernel) {
        this.kernel = kernel;
    }

    /// Draws with a deviation or half-width, `[heads, count, dim]`.
    Tensor draw(double width, int heads, int count, int dim, Randomness random) {
        return kernel.drawFrequencies(heads, count, dim, random).multiply(2 * Math.PI * width);
    }

    /// The density at `ξ`, `[heads, count]`.
    Tensor densityAt(double width, Tensor frequencies) {
        int dim = frequencies.extent(-1);
        double scale = 1 / (2 * Math.PI * width);
        Tensor radius = Radius.of(frequencies).multiply(scale);
        return kernel.spectralDensity(radius, dim).multiply(Math.pow(scale, dim));
    }
}
