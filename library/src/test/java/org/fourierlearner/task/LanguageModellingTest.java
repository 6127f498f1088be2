package org.fourierlearner.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.fourierlearner.data.text.TextCorpora;
import org.fourierlearner.data.text.TokenCorpus;
import org.fourierlearner.model.TinyModel;
import org.fourierlearner.tensor.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanguageModellingTest {
    private static final int BATCH = 64;
    private static final String TEXT = "0123456789".repeat(10_000);

    @TempDir
    Path folder;

    private LanguageModelling task(long seed, String... overrides) throws IOException {
        TokenCorpus train = TinyCorpus.of(TEXT, folder.resolve("train" + seed));
        TokenCorpus validation = TinyCorpus.of(TEXT.substring(0, 100), folder.resolve("validation" + seed));
        return new LanguageModelling(
                TinyModel.config(overrides), new TextCorpora(train, validation, TinyCorpus.bytes()), BATCH, 0, seed);
    }

    @Test
    void stepsAndPartsSeePlacesOfTheirOwn() throws IOException {
        try (LanguageModelling task = task(1);
                LanguageModelling other = task(2)) {
            Set<Long> places = new HashSet<>();
            int count = 0;
            for (int step = 0; step < 10; step++) {
                for (int part = 0; part < 2; part++) {
                    Arrays.stream(task.starts(step, part)).forEach(places::add);
                    Arrays.stream(other.starts(step, part)).forEach(places::add);
                    count += 2 * BATCH;
                }
            }
            // of n draws from m places n²/2m meet by chance; five standard deviations more are none
            double chance = count * (double) count / 2 / TEXT.length();
            assertThat(count - places.size()).isLessThan((int) (chance + 5 * Math.sqrt(chance)));
            assertThat(task.starts(7, 1)).isEqualTo(task.starts(7, 1));
        }
    }

    @Test
    void placesDoNotDependOnTheModel() throws IOException {
        try (LanguageModelling linear = task(1);
                LanguageModelling exact = task(1, "attention.kind=exact", "attention.rpe=none", "layers=1")) {
            // models that draw other numbers for their weights, and more or fewer of them
            for (int step = 0; step < 5; step++) {
                assertThat(exact.starts(step, 1)).isEqualTo(linear.starts(step, 1));
            }
        }
    }

    @Test
    void placesAreUniformOverTheText() throws IOException {
        try (LanguageModelling task = task(1)) {
            int steps = 100;
            double sum = 0;
            for (int step = 0; step < steps; step++) {
                for (long start : task.starts(step, 0)) {
                    assertThat(start).isBetween(0L, TEXT.length() - 18L);
                    sum += start / (double) TEXT.length();
                }
            }
            // the standard error of a mean of uniform numbers
            assertThat(sum / (steps * BATCH)).isCloseTo(0.5, within(5 / Math.sqrt(12.0 * steps * BATCH)));
        }
    }

    @Test
    void noiseIsDrawnAnewAtItsStepsWhateverCameBefore() throws IOException {
        try (LanguageModelling task = task(1, "attention.rpe.redrawEvery=3");
                LanguageModelling resumed = task(1, "attention.rpe.redrawEvery=3");
                var _ = Scope.withoutGradients()) {
            String name = "blocks.0.attention.attention.rpe.noise";
            float[] first = task.parameters().get(name).toFloats();
            task.beginStep(0);
            task.beginStep(2);
            assertThat(task.parameters().get(name).toFloats()).isEqualTo(first);

            task.beginStep(3);
            float[] second = task.parameters().get(name).toFloats();
            assertThat(second).isNotEqualTo(first);
            assertThat(task.parameters()
                            .get("blocks.1.attention.attention.rpe.noise")
                            .toFloats())
                    .isNotEqualTo(second);

            resumed.beginStep(3);
            assertThat(resumed.parameters().get(name).toFloats()).isEqualTo(second);
        }
    }

    @Test
    void theSampleFitsLearnedPositions() throws IOException {
        try (LanguageModelling task = task(1, "absolutePositions=learned")) {
            assertThat(task.sample(0))
                    .hasValueSatisfying(text -> assertThat(text).isNotEmpty().hasSizeLessThanOrEqualTo(16));
        }
    }

    @Test
    void aTextShorterThanTheContextIsRefused() {
        assertThatThrownBy(() -> task(1, "contextLength=100").close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("validation text: expected at least 101 tokens, one more than the context, got 100; "
                        + "give a longer text or lower model.contextLength");
    }
}
