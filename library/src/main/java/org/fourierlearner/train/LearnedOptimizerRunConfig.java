package org.fourierlearner.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.fourierlearner.optimizer.LearnedOptimizerConfig;
import org.fourierlearner.problem.LogisticRegressions;
import org.fourierlearner.problem.ProblemFamily;
import org.fourierlearner.problem.Quadratics;
import org.fourierlearner.problem.SyntheticMlps;
import org.fourierlearner.task.MetaGradient;
import org.fourierlearner.task.MetaTraining;
import org.fourierlearner.task.Task;

/// The training of an optimizer.
///
/// @param seed of weights and problems
/// @param problems what it trains to learn
/// @param unseen what it is measured on besides
/// @param horizons how long problems are trained
/// @param validation how many problems of each family are held out
/// @param model the optimizer
/// @param gradient how its gradient is found
/// @param train how to train it; a batch is of as many problems
public record LearnedOptimizerRunConfig(
        long seed,
        List<ProblemFamily> problems,
        List<ProblemFamily> unseen,
        MetaTraining.Horizons horizons,
        int validation,
        LearnedOptimizerConfig model,
        MetaGradient gradient,
        TrainConfig train)
        implements RunConfig {

    /// Copies the families.
    ///
    /// @throws IllegalArgumentException if there is none to train, or no problem held out
    public LearnedOptimizerRunConfig {
        problems = List.copyOf(problems);
        unseen = List.copyOf(unseen);
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("problems: expected at least one family, got none");
        }
        if (validation < 1) {
            throw new IllegalArgumentException("validation: expected a positive number, got %d".formatted(validation));
        }
    }

    /// {@return problems that need no data, for a few minutes}
    public static LearnedOptimizerRunConfig defaults() {
        return new LearnedOptimizerRunConfig(
                1,
                List.of(Quadratics.defaults(), LogisticRegressions.defaults(), SyntheticMlps.defaults()),
                List.of(),
                new MetaTraining.Horizons(50, 500),
                4,
                LearnedOptimizerConfig.defaults(),
                MetaGradient.Evolution.defaults(),
                TrainConfig.defaults());
    }

    @Override
    public Task createTask(Path cache) throws IOException {
        return new MetaTraining(
                model,
                problems,
                gradient,
                new MetaTraining.Batches(train.batchSize(), train.parts(), train.steps(), validation),
                horizons,
                cache,
                seed);
    }
}
