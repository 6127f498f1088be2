package org.fourierlearner.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.fourierlearner.data.image.Image;
import org.fourierlearner.data.image.LabelledImages;
import org.fourierlearner.model.ImageInput;
import org.junit.jupiter.api.Test;

class ImageSizeTest {

    /// Pixels are divided in single precision.
    private static final double ROUNDING = 1e-6;

    private record Given(List<Image> images) implements LabelledImages {

        @Override
        public int count() {
            return images.size();
        }

        @Override
        public int label(int index) {
            return index % 2;
        }

        @Override
        public Image image(int index) {
            return images.get(index);
        }

        @Override
        public String name(int index) {
            return "given";
        }

        @Override
        public String sha256() {
            return "ab".repeat(32);
        }
    }

    private static Image of(int width, int height, int channels, int... values) {
        byte[] bytes = new byte[values.length];
        for (int n = 0; n < values.length; n++) {
            bytes[n] = (byte) values[n];
        }
        return new Image(width, height, channels, bytes);
    }

    @Test
    void meanAndDeviationAreThoseOfEachChannelOverAllImages() throws IOException {
        Image first = of(2, 1, 3, 255, 0, 10, 255, 51, 10);
        Image second = of(2, 1, 3, 0, 102, 10, 0, 255, 10);

        ImageInput input = ImageSize.asTheyAre().measure(new Given(List.of(first, second)));

        assertThat(List.of(input.height(), input.width(), input.channels())).containsExactly(1, 2, 3);
        assertThat(input.mean().get(0)).isCloseTo(0.5, within(ROUNDING));
        assertThat(input.deviation().get(0)).isCloseTo(0.5, within(ROUNDING));
        // of 0, 0.2, 0.4 and 1
        assertThat(input.mean().get(1)).isCloseTo(0.4, within(ROUNDING));
        assertThat(input.deviation().get(1)).isCloseTo(Math.sqrt(0.14), within(ROUNDING));
        assertThat(input.mean().get(2)).isCloseTo(10 / 255.0, within(ROUNDING));
        assertThat(input.deviation().get(2)).as("of one color throughout").isEqualTo(1);
    }

    @Test
    void imagesOfOtherSizesAndColorsAreBroughtToTheFirstOrTheGivenOne() throws IOException {
        Image grey = of(2, 1, 1, 0, 255);
        Image color = of(1, 2, 3, 255, 255, 255, 255, 255, 255);

        ImageInput ofFirst = ImageSize.asTheyAre().measure(new Given(List.of(grey, color)));
        ImageInput given = new ImageSize(4, 0, 3).measure(new Given(List.of(grey, color)));

        assertThat(List.of(ofFirst.height(), ofFirst.width(), ofFirst.channels()))
                .containsExactly(1, 2, 1);
        assertThat(ofFirst.mean().getFirst()).isCloseTo(0.75, within(ROUNDING));
        assertThat(List.of(given.height(), given.width(), given.channels())).containsExactly(4, 2, 3);
        assertThat(given.mean().get(2)).isCloseTo(0.75, within(ROUNDING));
    }

    @Test
    void sizesThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new ImageSize(-1, 0, 0))
                .hasMessage("height and width: expected numbers ≥ 0, got -1 and 0");
        assertThatThrownBy(() -> new ImageSize(0, 0, 2)).hasMessage("channels: expected 0, 1 or 3, got 2");
    }
}
