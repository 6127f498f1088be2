package org.fourierlearner.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fourierlearner.storage.MalformedDataException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Where a training stands, beside weights and the optimizer's memory. What a step sees follows from the
/// seed and the step, so this is all that a resumed run needs.
///
/// @param step the number of steps done
/// @param bestScore the best score so far
/// @param evaluationsSinceBest how many evaluations ago that was
/// @param seconds of training so far
record TrainingState(long step, double bestScore, int evaluationsSinceBest, double seconds) {
    private static final String FILE = "training.json";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    TrainingState {
        if (step < 0 || evaluationsSinceBest < 0 || !(seconds >= 0)) {
            throw new IllegalArgumentException("state of a training: expected numbers ≥ 0, got %d, %d and %s"
                    .formatted(step, evaluationsSinceBest, seconds));
        }
    }

    static TrainingState first() {
        return new TrainingState(0, Double.MAX_VALUE, 0, 0);
    }

    TrainingState afterStep() {
        return new TrainingState(step + 1, bestScore, evaluationsSinceBest, seconds);
    }

    TrainingState afterEvaluation(double score) {
        return score < bestScore
                ? new TrainingState(step, score, 0, seconds)
                : new TrainingState(step, bestScore, evaluationsSinceBest + 1, seconds);
    }

    TrainingState at(double now) {
        return new TrainingState(step, bestScore, evaluationsSinceBest, now);
    }

    void write(Path folder) throws IOException {
        Files.write(folder.resolve(FILE), JSON.writeValueAsBytes(this));
    }

    static TrainingState read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        try {
            TrainingState state = JSON.readValue(Files.readAllBytes(file), TrainingState.class);
            if (state != null) {
                return state;
            }
        } catch (JacksonException e) {
            throw new MalformedDataException(file, "expected the state of a training", e);
        }
        throw new MalformedDataException(file, "expected the state of a training, got null");
    }
}
