package org.fourierlearner.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionTest {

    private static Confusion of(List<String> labels, long[]... counts) {
        return new Confusion(labels, counts);
    }

    @Test
    void sharesAreThoseOfTheirDefinitions() {
        Confusion confusion =
                of(List.of("a", "b", "c"), new long[] {5, 2, 0}, new long[] {3, 7, 0}, new long[] {0, 0, 0});

        assertThat(confusion.count()).isEqualTo(17);
        assertThat(confusion.accuracy()).isEqualTo(12.0 / 17);
        assertThat(confusion.precision(0)).isEqualTo(5.0 / 8);
        assertThat(confusion.recall(0)).isEqualTo(5.0 / 7);
        assertThat(confusion.precision(2)).isNaN();
        assertThat(confusion.recall(2)).isNaN();
        assertThat(confusion.support(1)).isEqualTo(10);
    }

    @Test
    void labelsThatNoColumnCanHaveAreNamedByNumberIfNeedBe() {
        assertThat(ClassificationResult.names(List.of("a b", "c,d")))
                .containsExactly("accuracy", "precision_a_b", "recall_a_b", "precision_c_d", "recall_c_d");
        assertThat(ClassificationResult.names(List.of("a b", "a,b")))
                .containsExactly("accuracy", "precision_0", "recall_0", "precision_1", "recall_1");
    }
}
