package org.fourierlearner.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A configuration with every kind of component.
record Example(
        String name,
        int steps,
        long seed,
        double rate,
        boolean causal,
        Precision precision,
        Path folder,
        Optional<String> note,
        Optional<Integer> limit,
        List<Double> weights,
        List<List<Integer>> shapes,
        Model model,
        List<Rpe> layers,
        Optional<Model> teacher) {

    Example {
        requirePositive("steps", steps);
    }

    static Example defaults() {
        return new Example(
                "run",
                100,
                0,
                1e-3,
                false,
                Precision.FLOAT_32,
                Path.of("runs"),
                Optional.empty(),
                Optional.of(7),
                List.of(1.0),
                List.of(),
                new Model(8, 2, new Rpe.GaussianMixtureSpectrum(16, 0.5)),
                List.of(),
                Optional.empty());
    }

    static void requirePositive(String component, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException("%s: expected a positive number, got %s".formatted(component, value));
        }
    }

    enum Precision {
        FLOAT_32,
        BFLOAT_16
    }

    record Model(int dim, int heads, Rpe rpe) {
        Model {
            if (dim % heads != 0) {
                throw new IllegalArgumentException(
                        "dim: expected a multiple of heads %d, got %d".formatted(heads, dim));
            }
        }
    }

    sealed interface Rpe {
        record None() implements Rpe {}

        record LearnedRpe(int length) implements Rpe {}

        sealed interface Spectrum extends Rpe {}

        record GaussianMixtureSpectrum(int frequencies, double deviation) implements Spectrum {
            public GaussianMixtureSpectrum {
                requirePositive("deviation", deviation);
            }

            static GaussianMixtureSpectrum defaults() {
                return new GaussianMixtureSpectrum(32, 1.0);
            }
        }

        record MLPSpectrum(Optional<Double> width, Gate gate) implements Spectrum {
            static MLPSpectrum defaults() {
                return new MLPSpectrum(Optional.of(3.0), new Gate.Soft(1.0));
            }
        }
    }

    sealed interface Gate {
        record Open() implements Gate {}

        record Soft(double slope) implements Gate {}
    }
}
