package org.fourierlearner.rpe;

import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// Where the frequencies of a [Spectrum] are taken.
///
/// Each variant makes noise once, which is stored, and turns noise and learned values into frequencies at
/// each step.
public sealed interface FrequencySampler {

    /// {@return what is drawn once, `[heads, count, width]`}
    ///
    /// @param spectrum the spectrum
    /// @param heads the number of heads
    /// @param count the number of frequencies of each head
    /// @param range the positions to expect
    /// @param random the source of the draws
    /// @throws IllegalArgumentException if this sampler does not serve this spectrum
    Tensor noise(Spectrum spectrum, int heads, int count, CoordinateRange range, Randomness random);

    /// {@return the frequencies}
    ///
    /// @param spectrum the spectrum
    /// @param weights its learned values
    /// @param noise what [#noise] made
    /// @param range the positions to expect
    Frequencies draw(Spectrum spectrum, Parameters weights, Tensor noise, CoordinateRange range);

    /// {@return the sampler that suits a spectrum: matched where that exists, the lattice for lattice windows}
    ///
    /// @param spectrum the spectrum
    static FrequencySampler suiting(Spectrum spectrum) {
        return switch (spectrum) {
            case MatchedSpectrum _ -> new Matched();
            case LatticeWindowSpectrum _ -> new Lattice();
        };
    }

    /// [#suiting] the spectrum.
    record Automatic() implements FrequencySampler {

        @Override
        public Tensor noise(Spectrum spectrum, int heads, int count, CoordinateRange range, Randomness random) {
            return suiting(spectrum).noise(spectrum, heads, count, range, random);
        }

        @Override
        public Frequencies draw(Spectrum spectrum, Parameters weights, Tensor noise, CoordinateRange range) {
            return suiting(spectrum).draw(spectrum, weights, noise, range);
        }
    }

    /// Drawn from the spectrum itself, see [MatchedSpectrum].
    record Matched() implements FrequencySampler {

        @Override
        public Tensor noise(Spectrum spectrum, int heads, int count, CoordinateRange range, Randomness random) {
            if (!(spectrum instanceof MatchedSpectrum matched)) {
                throw new IllegalArgumentException(
                        "sampler: expected lattice for %s, which cannot be drawn from, got matched"
                                .formatted(spectrum));
            }
            return matched.noise(heads, count, range.dim(), random);
        }

        @Override
        public Frequencies draw(Spectrum spectrum, Parameters weights, Tensor noise, CoordinateRange range) {
            return ((MatchedSpectrum) spectrum).draw(weights, noise);
        }
    }

    /// Drawn once from a fixed density `p`, with the ratio `g/p` as amplitude: the paper's way. It serves
    /// every spectrum that has a density; the variance grows when the learned `g` becomes narrower or wider
    /// than `p`.
    ///
    /// @param proposal the form of `p`
    /// @param width the deviation (normal) or half-width (Cauchy) of `p`, in cycles per unit of position; 0
    ///     to take one that fits the coordinates: the geometric mean of the frequencies of the longest and
    ///     the shortest offset
    record Importance(Proposal proposal, double width) implements FrequencySampler {

        /// Checks the width.
        ///
        /// @throws IllegalArgumentException if `width` is negative
        public Importance {
            if (!(width >= 0)) {
                throw new IllegalArgumentException("width: expected a number ≥ 0, got %s".formatted(width));
            }
        }

        /// {@return a Cauchy density that fits the coordinates}
        public static Importance defaults() {
            return new Importance(Proposal.CAUCHY, 0);
        }

        private double widthFor(CoordinateRange range) {
            return width > 0 ? width : 1 / (2 * Math.PI * Math.sqrt(range.spacing() * range.extent()));
        }

        @Override
        public Tensor noise(Spectrum spectrum, int heads, int count, CoordinateRange range, Randomness random) {
            if (spectrum instanceof FreeSpectrum || spectrum instanceof LatticeWindowSpectrum) {
                throw new IllegalArgumentException(
                        "sampler: expected automatic for %s, which has no density on the line, got importance"
                                .formatted(spectrum));
            }
            return proposal.draw(widthFor(range), heads, count, range.dim(), random);
        }

        @Override
        public Frequencies draw(Spectrum spectrum, Parameters weights, Tensor noise, CoordinateRange range) {
            Tensor ratio = spectrum.densityAt(weights, noise).divide(proposal.densityAt(widthFor(range), noise));
            Tensor amplitudes = ratio.multiply(1.0 / noise.extent(1));
            return spectrum.withPhases(weights, new Frequencies(noise, amplitudes, null));
        }
    }

    /// The midpoint grid of `count` frequencies on `[0, ½]`, for whole positions, which see `ξ` only up to
    /// whole numbers and, when `f` is even, up to its sign. Nothing is random: `f̂ = f` for lags up to
    /// `2·count` less the reach of `f`, beyond which `f̂` repeats with the other sign. What `g` holds beyond 3½
    /// cycles per token is left out of `f̂(0)`: nothing unless `f` is steep between neighbours; of the
    /// kernel `exp(−r/s)`, the worst, about `0.03/s`.
    record Lattice() implements FrequencySampler {

        /// `g` is folded from this many whole numbers to either side.
        private static final int FOLDS = 3;

        @Override
        public Tensor noise(Spectrum spectrum, int heads, int count, CoordinateRange range, Randomness random) {
            if (range.dim() != 1 || range.spacing() != 1) {
                throw new IllegalArgumentException(
                        "sampler: expected lattice only for token indices, got it for %d dimensions and spacing %s"
                                .formatted(range.dim(), range.spacing()));
            }
            if (spectrum instanceof FreeSpectrum || spectrum instanceof DirectionalSpectrum) {
                throw new IllegalArgumentException(
                        "sampler: expected lattice only for an even spectrum with a density, got it for %s"
                                .formatted(spectrum));
            }
            return Tensor.range(count)
                    .add(0.5)
                    .multiply(0.5 / count)
                    .to(ElementType.FLOAT32)
                    .reshape(1, count, 1)
                    .expand(heads, count, 1);
        }

        @Override
        public Frequencies draw(Spectrum spectrum, Parameters weights, Tensor noise, CoordinateRange range) {
            Tensor density = spectrum.densityAt(weights, noise);
            if (!(spectrum instanceof LatticeWindowSpectrum)) {
                for (int fold = 1; fold <= FOLDS; fold++) {
                    density = density.add(spectrum.densityAt(weights, noise.add((double) fold)))
                            .add(spectrum.densityAt(weights, noise.add((double) -fold)));
                }
            }
            Tensor amplitudes = density.multiply(1.0 / noise.extent(1));
            return spectrum.withPhases(weights, new Frequencies(noise, amplitudes, null));
        }
    }
}
