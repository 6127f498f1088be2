package org.fourierlearner.task;

import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.attention.Attention;
import org.fourierlearner.rpe.RelativePositionalEncoding;
import org.fourierlearner.tensor.Randomness;

/// The encodings of a model that is trained, layer by layer.
///
/// @param attentions of the layers
record TrainedEncodings(List<Attention> attentions) {

    /// Draws frequencies anew where it is time.
    ///
    /// @param step the number of steps done before
    /// @param random the source of the draws
    void beginStep(long step, StepRandom random) {
        int number = 0;
        for (Attention attention : attentions) {
            if (attention.encoding().isEmpty()) {
                continue;
            }
            RelativePositionalEncoding encoding = attention.encoding().get();
            int every = encoding.config().redrawEvery();
            if (every > 0 && step > 0 && step % every == 0) {
                encoding.redraw(Randomness.seeded(
                        random.of(step, StepRandom.REDRAW, number).nextLong()));
            }
            number++;
        }
    }

    /// {@return what the user should know of frequencies that no longer count}
    List<String> notices() {
        List<String> notices = new ArrayList<>();
        for (int layer = 0; layer < attentions.size(); layer++) {
            String where = "layer %d, ".formatted(layer);
            attentions
                    .get(layer)
                    .encoding()
                    .flatMap(RelativePositionalEncoding::collapseNotice)
                    .ifPresent(notice -> notices.add(where + notice));
        }
        return notices;
    }
}
