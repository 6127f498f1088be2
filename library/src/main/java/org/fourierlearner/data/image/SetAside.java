package org.fourierlearner.data.image;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Training images of which some are set aside for validation, since no others are named.
///
/// @param labels names of the classes
/// @param all the images
/// @param test for the test
record SetAside(List<String> labels, LabelledImages all, Optional<LabelledImages> test) {

    /// {@return a split with the last images for validation}
    ///
    /// @param count how many
    ImageSplit last(int count) {
        if (count >= all.count()) {
            throw new IllegalArgumentException(
                    "data.validationCount: expected to set aside some of the %d training images, but not all, got %d"
                            .formatted(all.count(), count));
        }
        boolean[] aside = new boolean[all.count()];
        for (int i = all.count() - count; i < all.count(); i++) {
            aside[i] = true;
        }
        return split(aside);
    }

    /// {@return a split with images at equal distances of each class for validation} The first of a class is
    /// always for training.
    ///
    /// @param fraction which part, between 0 and 1
    ImageSplit ofEachClass(double fraction) {
        boolean[] aside = new boolean[all.count()];
        int[] seen = new int[labels.size()];
        boolean some = false;
        for (int i = 0; i < aside.length; i++) {
            int before = seen[all.label(i)]++;
            aside[i] = Math.floor((before + 1) * fraction) > Math.floor(before * fraction);
            some |= aside[i];
        }
        if (!some) {
            throw new IllegalArgumentException(
                    "data.validationFraction: expected to set aside some of the %d training images, got %s, which leaves none; change it or name others in data.validation"
                            .formatted(all.count(), fraction));
        }
        return split(aside);
    }

    private ImageSplit split(boolean[] aside) {
        return new ImageSplit(labels, those(aside, false), those(aside, true), test);
    }

    private LabelledImages those(boolean[] aside, boolean wanted) {
        return new SelectedImages(
                all,
                IntStream.range(0, aside.length).filter(i -> aside[i] == wanted).toArray());
    }
}
