package org.fourierlearner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.fourierlearner.config.RecordReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainConfigTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            steps=0               | steps: expected a number ≥ 1, got 0
            batchSize=-3          | batchSize: expected a number ≥ 1, got -3
            parts=0               | parts: expected a number ≥ 1, got 0
            partsAtOnce=2         | partsAtOnce: expected 1, or 2 if parts are 2, got 2 with 1 parts
            gradientClipNorm=-0.5 | gradientClipNorm: expected a number ≥ 0, got -0.5
            gradientClipNorm=nan  | gradientClipNorm: expected a number ≥ 0, got NaN
            evaluateEvery=0       | evaluateEvery: expected a number ≥ 1, got 0
            evaluationTokens=-1   | evaluationTokens: expected a number ≥ 0, got -1
            patience=-1           | patience: expected a number ≥ 0, got -1
            keepLast=0            | keepLast: expected a number ≥ 1, got 0
            maxMinutes=-1         | maxMinutes: expected a number ≥ 0, got -1
            averageDecay=1        | averageDecay: expected a number in [0, 1), got 1.0
            averageDecay=-0.5     | averageDecay: expected a number in [0, 1), got -0.5
            averageDecay=nan      | averageDecay: expected a number in [0, 1), got NaN
            """)
    void aNumberOutOfRangeIsRefusedByItsName(String setting, String message) {
        assertThatThrownBy(() -> RecordReader.read("", "run.toml", List.of(setting), TrainConfig.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(": " + message);
    }

    @Test
    void theBuiltInTrainingEndsAfterFiveMinutes() {
        assertThat(TrainConfig.defaults().maxMinutes()).isEqualTo(5);
    }
}
