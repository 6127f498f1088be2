package org.fourierlearner.problem;

import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// Examples made up at random, with classes that a random network gives them.
///
/// @param count how many
/// @param inputs the numbers of an example
/// @param classes how many
/// @param hidden the width of the network; 0 for a linear one
/// @param noise how much its answers are disturbed, in their own standard deviations
record Teacher(int count, int inputs, int classes, int hidden, double noise) {

    Classifier.Examples examples(Randomness random) {
        // columns of different sizes make problems ill-conditioned, as data is
        Tensor sizes = random.normal(1, inputs).exp();
        Tensor x = random.normal(count, inputs).multiply(sizes).multiply(0.5);
        Tensor seen = hidden == 0
                ? x
                : x.matmul(random.normal(inputs, hidden).multiply(1 / Math.sqrt(inputs)))
                        .tanh();
        int width = hidden == 0 ? inputs : hidden;
        Tensor scores = seen.matmul(random.normal(width, classes).multiply(3 / Math.sqrt(width)));
        Tensor disturbed = scores.add(random.normal(count, classes).multiply(noise));
        return new Classifier.Examples(x.keep(), greatest(disturbed).keep(), true);
    }

    private Tensor greatest(Tensor scores) {
        float[] all = scores.toFloats();
        long[] labels = new long[count];
        for (int n = 0; n < count; n++) {
            for (int c = 1; c < classes; c++) {
                if (all[n * classes + c] > all[n * classes + (int) labels[n]]) {
                    labels[n] = c;
                }
            }
        }
        return Tensor.of(labels, count);
    }
}
