package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fourierlearner.app.report.TrainingPoint;
import org.fourierlearner.storage.MalformedDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingLogTest {
    private static final String HEADER = "step,loss,learning_rate,gradient_norm,validation_score,tokens_per_second\n";

    @TempDir
    private Path folder;

    @Test
    void rowsOfOneStepBecomeOnePoint() throws IOException {
        Path file = write(HEADER + "1,2.5,0.1,1.0,,100\n2,2.0,0.2,1.0,,100\n2,,,,2.25,\n");

        assertThat(TrainingLog.read(file))
                .containsExactly(new TrainingPoint(1, 2.5, Double.NaN, 0.1), new TrainingPoint(2, 2.0, 2.25, 0.2));
    }

    @Test
    void rowThatIsBeingWrittenIsLeftOut() throws IOException {
        assertThat(TrainingLog.read(write(HEADER + "1,2.5,0.1,1.0,,100\n2,2.0,0.")))
                .hasSize(1);
        assertThat(TrainingLog.read(write(HEADER + "1,2.5,0.1,1.0,,100\n2,2.0,0.2,1.0,,10")))
                .hasSize(1);
        assertThat(TrainingLog.read(write("step,lo"))).isEmpty();
        assertThat(TrainingLog.read(write(""))).isEmpty();
    }

    @Test
    void wrongRowsAreNamed() throws IOException {
        refuses(HEADER + "1,2.5\n", "2: expected 6 values, got 2");
        refuses(HEADER + "1,2.5,0.1,1.0,,100\n2,x,0.1,1.0,,100\n", "3: expected numbers, got '2,x,0.1,1.0,,100'");
        refuses(HEADER + ",2.5,0.1,1.0,,100\n", "2: expected numbers, got ',2.5,0.1,1.0,,100'");
        refuses("loss\n2.5\n", "1: expected a column 'step', got 'loss'");
    }

    private void refuses(String content, String message) throws IOException {
        Path file = write(content);
        assertThatThrownBy(() -> TrainingLog.read(file))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage("%s:%s", file, message);
    }

    private Path write(String content) throws IOException {
        return Files.writeString(folder.resolve("metrics.csv"), content);
    }
}
