package org.fourierlearner.train;

import java.util.List;
import org.fourierlearner.config.RecordReader;

/// Runs of a learned optimizer that take a moment.
final class TinyOptimizerRun {
    private static final String CONFIG = """
            seed = 5
            validation = 3
            horizons = { least = 10, most = 30 }
            gradient = { kind = "evolution", deviation = 0.05, firstWindow = 10, lastWindow = 10 }
            [[problems]]
            kind = "quadratics"
            dimensions = 12
            condition = 10
            [[problems]]
            kind = "logistic-regressions"
            inputs = 8
            [model]
            hidden = 4
            tensorHidden = 5
            horizon = 30
            [train]
            steps = 20
            batchSize = 6
            schedule = { kind = "constant", rate = 0.01 }
            evaluateEvery = 5
            """;

    private TinyOptimizerRun() {}

    static LearnedOptimizerRunConfig config(String... overrides) {
        return RecordReader.read(CONFIG, "tiny.toml", List.of(overrides), LearnedOptimizerRunConfig.class);
    }
}
