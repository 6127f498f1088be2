package org.fourierlearner.problem;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.attention.Directions;
import org.fourierlearner.attention.PositiveFeatureMap;
import org.fourierlearner.data.text.CorpusSource;
import org.fourierlearner.data.text.TextCorpora;
import org.fourierlearner.data.text.TokenizerConfig;
import org.fourierlearner.model.LanguageModel;
import org.fourierlearner.model.LanguageModelConfig;
import org.fourierlearner.nn.AbsolutePositions;
import org.fourierlearner.nn.Activation;
import org.fourierlearner.nn.Norm;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// Language models with linear attention, small ones, on the bytes of a text.
///
/// @param data the text
/// @param modelDim the width of activations, an even number
public record LanguageModels(CorpusSource data, int modelDim) implements ProblemFamily {
    private static final int CONTEXT = 32;
    private static final int MEASURED = 32;

    /// Checks the width.
    ///
    /// @throws IllegalArgumentException if it is below 8 or odd
    public LanguageModels {
        if (modelDim < 8 || modelDim % 2 != 0) {
            throw new IllegalArgumentException(
                    "modelDim: expected an even number of at least 8, got %d".formatted(modelDim));
        }
    }

    /// {@return Tiny Shakespeare, sixteen numbers wide}
    public static LanguageModels defaults() {
        return new LanguageModels(new CorpusSource.TinyShakespeare(), 16);
    }

    @Override
    public Problems open(Path cache) throws IOException {
        TextCorpora corpora = data.open(new TokenizerConfig.ByteLevel(), cache);
        return Problems.of(
                seed -> new Speaker(modelDim, corpora, seed),
                corpora.train().text().sha256(),
                corpora::close);
    }

    private static final class Speaker implements Problem {
        private final LanguageModel model;
        private final TextCorpora corpora;
        private final int batch;
        private final long seed;

        Speaker(int width, TextCorpora corpora, long seed) {
            this.corpora = corpora;
            this.seed = seed;
            Draw draw = Draw.seeded(seed);
            batch = draw.count(4, 16);
            var attention = new AttentionConfig.Linear(
                    new PositiveFeatureMap(16, Directions.ORTHOGONAL, false),
                    AttentionConfig.Linear.causal().rpe(),
                    new AttentionConfig.Form.Additive());
            var config = new LanguageModelConfig(
                    draw.count(1, 2),
                    width,
                    2,
                    0,
                    CONTEXT,
                    attention,
                    AbsolutePositions.NONE,
                    Activation.SWIGLU,
                    Norm.RMS,
                    true,
                    0);
            try (var _ = Scope.withoutGradients()) {
                model = new LanguageModel(config, corpora.tokenizer().vocabularySize(), Randomness.seeded(draw.seed()));
            }
        }

        @Override
        public Parameters parameters() {
            return model.parameters();
        }

        @Override
        public Tensor loss(long step) {
            return loss(Draw.seeded(seed + 31 * step).random(), batch);
        }

        @Override
        public Tensor measured() {
            return loss(new SplittableRandom(seed), MEASURED);
        }

        private Tensor loss(SplittableRandom random, int examples) {
            long[] inputs = new long[examples * CONTEXT];
            long[] targets = new long[examples * CONTEXT];
            int[] window = new int[CONTEXT + 1];
            for (int b = 0; b < examples; b++) {
                corpora.train().read(random.nextLong(corpora.train().size() - CONTEXT), window);
                for (int t = 0; t < CONTEXT; t++) {
                    inputs[b * CONTEXT + t] = window[t];
                    targets[b * CONTEXT + t] = window[t + 1];
                }
            }
            Tensor logits = model.logits(Tensor.of(inputs, examples, CONTEXT), null);
            return logits.reshape(examples * CONTEXT, logits.extent(2))
                    .crossEntropy(Tensor.of(targets, examples * CONTEXT), 0);
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
