package org.fourierlearner.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoleculeOrderTest {

    private static int[] sizes(int count) {
        var random = new SplittableRandom(5);
        return IntStream.range(0, count).map(_ -> 1 + random.nextInt(50)).toArray();
    }

    private static MoleculeOrder order(int count, int batch, long seed) {
        return new MoleculeOrder(sizes(count), batch, new StepRandom(seed));
    }

    @ParameterizedTest
    @CsvSource({"12, 3", "13, 3", "200, 7", "5, 1", "5, 5", "1000, 4"})
    void eachMoleculeComesOnceInARound(int count, int batch) {
        MoleculeOrder order = order(count, batch, 1);
        int perRound = count / batch;
        List<List<Integer>> rounds = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            List<Integer> seen = new ArrayList<>();
            for (int number = 0; number < perRound; number++) {
                int[] molecules = order.at((long) round * perRound + number);
                assertThat(molecules).hasSize(batch);
                Arrays.stream(molecules).forEach(seen::add);
            }
            assertThat(seen).doesNotHaveDuplicates().allMatch(molecule -> molecule >= 0 && molecule < count);
            rounds.add(seen);
        }
        if (perRound > 1) {
            assertThat(rounds).doesNotHaveDuplicates();
        }
    }

    /// Those that do not fill a batch are others in each round.
    @Test
    void nothingIsLeftOutForGood() {
        MoleculeOrder order = order(13, 4, 1);
        assertThat(IntStream.range(0, 30)
                        .flatMap(number -> Arrays.stream(order.at(number)))
                        .distinct())
                .hasSize(13);
    }

    /// Sixteen batches are sorted together, so the spread within one is about a sixteenth of that of all.
    @Test
    void moleculesOfABatchAreOfLikeSize() {
        int[] sizes = sizes(800);
        MoleculeOrder order = order(800, 10, 1);
        double spread = 0;
        for (int number = 0; number < 80; number++) {
            var ofBatch = Arrays.stream(order.at(number))
                    .map(molecule -> sizes[molecule])
                    .summaryStatistics();
            spread += (ofBatch.getMax() - ofBatch.getMin()) / 80.0;
        }
        assertThat(spread).isLessThan(50 / 8.0);
    }

    /// Sorting must not make the small ones come first.
    @Test
    void batchesComeInNoOrderOfSize() {
        int[] sizes = sizes(800);
        MoleculeOrder order = order(800, 10, 1);
        int rises = 0;
        for (int number = 1; number < 80; number++) {
            rises += sizes[order.at(number)[0]] >= sizes[order.at(number - 1)[0]] ? 1 : 0;
        }
        // half of 79, within five standard deviations of a random order, √(80/12)
        assertThat(rises).isBetween(39 - 13, 40 + 13);
    }

    @Test
    void theOrderFollowsFromTheSeedWhateverCameBefore() {
        MoleculeOrder one = order(40, 3, 1);
        for (long number : new long[] {57, 3, 1_000_000, 4}) {
            assertThat(one.at(number))
                    .containsExactly(order(40, 3, 1).at(number))
                    .isNotEqualTo(order(40, 3, 2).at(number));
        }
        one.at(3)[0] = -1;
        assertThat(one.at(3)).containsExactly(order(40, 3, 1).at(3));
    }

    @Test
    void fewerMoleculesThanABatchAreOneBatch() {
        MoleculeOrder order = order(3, 10, 1);
        for (int number = 0; number < 5; number++) {
            assertThat(order.at(number)).containsExactlyInAnyOrder(0, 1, 2);
        }
    }
}
