package org.fourierlearner.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.fourierlearner.nn.PatchEmbedding;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What ONNX Runtime makes of a file is what our own layers make of the same input.
class OnnxParityTest {

    /// Logits are below 30, and some sixteen roundings of 2⁻²⁴ in a row may add up.
    private static final float ROUNDING = 3e-5f;

    private static final List<String> ON_GRID = List.of(
            "attention.kind=exact attention.rpe=none",
            "attention.kind=exact attention.rpe.kind=fourier attention.rpe.frequencies=4",
            "attention.kind=exact attention.rpe.kind=fourier attention.rpe.spectrum.kind=directional attention.rpe.frequencies=4",
            "attention.rpe=none",
            "attention.rpe.spectrum.kind=gaussian-mixture",
            "attention.rpe.spectrum.kind=directional attention.path=composed",
            "attention.features.kind=hyperbolic attention.features.features=6",
            "attention.features.kind=hyperbolic attention.features.features=6 attention.rpe=none",
            "attention.features.kind=optimal-positive",
            "attention.features.kind=optimal-positive attention.rpe=none",
            "attention.features.trained=true",
            "attention.form=product",
            "attention.form.kind=product attention.form.positions.kind=hyperbolic attention.form.positions.features=6",
            "attention.features.kind=optimal-positive attention.form.kind=product attention.form.positions.kind=optimal-positive attention.form.positions.features=5",
            "attention.features=elu attention.rpe=none",
            "attention.features=elu attention.form=product",
            "attention.features.kind=relu attention.rpe=none",
            "attention.features.kind=relu attention.form=product",
            "attention.features.kind=relu attention.form=paired",
            "attention.kind=exact attention.rpe=grid-table");

    private static final List<String> ON_LINE = List.of(
            "attention.rpe.spectrum.kind=gaussian-mixture",
            "attention.kind=exact attention.rpe.kind=fourier attention.rpe.frequencies=4",
            "attention.kind=exact attention.rpe=alibi",
            "attention.kind=exact attention.rpe.kind=bucket attention.rpe.bidirectional=true",
            "attention.kind=exact attention.rpe.kind=table");

    private static final List<String> BLOCKS = List.of(
            "norm=layer activation=gelu pooling=mean",
            "norm=rms activation=swiglu pooling=mean",
            "norm=layer activation=swiglu pooling=class-token",
            "norm=rms activation=gelu pooling=class-token");

    @TempDir
    private Path folder;

    static List<String> everyKindOnAGrid() {
        return withEveryBlock(ON_GRID);
    }

    static List<String> everyKindOnALine() {
        return withEveryBlock(ON_LINE);
    }

    private static List<String> withEveryBlock(List<String> attentions) {
        List<String> rows = new ArrayList<>();
        for (String attention : attentions) {
            BLOCKS.forEach(block -> rows.add(attention + " " + block));
        }
        return rows;
    }

    private Onnx written(ClassifierExport export) throws IOException, OrtException {
        Path file = folder.resolve("model.onnx");
        export.write(file, "test");
        return Onnx.open(file);
    }

    private void requireAgreement(TinyBlocks blocks) throws IOException, OrtException {
        try (var _ = Scope.withoutGradients();
                Onnx onnx = written(blocks.export())) {
            for (int batch : new int[] {1, 2, 5}) {
                Tensor tokens = Randomness.seeded(batch)
                        .normal(batch, blocks.at().length(), blocks.modelDim())
                        .multiply(2);
                float[] expected = blocks.logits(tokens).toFloats();
                assertThat(expected).doesNotContain(Float.NaN);
                assertThat(onnx.run(tokens)).containsExactly(expected, within(ROUNDING));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyKindOnAGrid")
    void agreesOnAGrid(String overrides) throws IOException, OrtException {
        try (TinyBlocks blocks = TinyBlocks.onGrid(overrides.split(" "))) {
            requireAgreement(blocks);
        }
    }

    @ParameterizedTest
    @MethodSource("everyKindOnALine")
    void agreesOnALine(String overrides) throws IOException, OrtException {
        try (TinyBlocks blocks = TinyBlocks.onLine(overrides.split(" "))) {
            requireAgreement(blocks);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"attention.kind=linear", "attention.kind=exact attention.rpe.kind=fourier"})
    void absolutePositionsAndOrderMatter(String overrides) throws IOException, OrtException {
        try (TinyBlocks blocks = TinyBlocks.onGrid(overrides.split(" "));
                var _ = Scope.withoutGradients()) {
            int length = blocks.at().length();
            Randomness random = Randomness.seeded(3);
            Tensor tokens = random.normal(2, length, blocks.modelDim());
            Tensor table = random.normal(length, blocks.modelDim());
            float[] expected = blocks.logits(tokens.add(table)).toFloats();
            var export = new ClassifierExport(
                    new TokenStem(length, blocks.modelDim()), table, blocks.transformer(), blocks.at(), blocks.head());
            try (Onnx onnx = written(export)) {
                assertThat(onnx.run(tokens)).containsExactly(expected, within(ROUNDING));
            }
            try (Onnx onnx = written(blocks.export())) {
                Tensor shifted = tokens.indexSelect(1, shifted(length));
                assertThat(distance(onnx.run(shifted), onnx.run(tokens))).isGreaterThan(100 * ROUNDING);
            }
        }
    }

    /// Each token in the place of the one before; not in reverse, which an even encoding does not see.
    private static Tensor shifted(int length) {
        return Tensor.of(
                IntStream.range(0, length).mapToLong(t -> (t + 1) % length).toArray(), length);
    }

    private static double distance(float[] first, float[] second) {
        double greatest = 0;
        for (int n = 0; n < first.length; n++) {
            greatest = Math.max(greatest, Math.abs(first[n] - second[n]));
        }
        return greatest;
    }

    /// Exponents of single features are in the hundreds, where single precision has no numbers.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "attention.kind=linear",
                "attention.kind=linear attention.features.kind=hyperbolic attention.features.features=6",
                "attention.kind=exact attention.rpe.kind=fourier"
            })
    void largeQueriesAndKeysDoNotOverflow(String overrides) throws IOException, OrtException {
        try (TinyBlocks blocks = TinyBlocks.onGrid(overrides.split(" "));
                var _ = Scope.withoutGradients()) {
            blocks.transformer().parameters().weights().forEach((name, weight) -> {
                if (name.endsWith("attention.in.weight")) {
                    weight.multiplyInPlace(12);
                }
            });
            Tensor tokens = Randomness.seeded(5).normal(2, blocks.at().length(), blocks.modelDim());
            float[] expected = blocks.logits(tokens).toFloats();
            try (Onnx onnx = written(blocks.export())) {
                // exponents are off by ten times as much as those of the other tests, and weights with them
                assertThat(onnx.run(tokens)).containsExactly(expected, within(10 * ROUNDING));
            }
        }
    }

    @Test
    void patchesAreRowsOfColumnsOfChannels() throws IOException, OrtException {
        int channels = 3;
        int patch = 2;
        int height = patch * TinyBlocks.ROWS;
        int width = patch * TinyBlocks.COLUMNS;
        List<Double> mean = List.of(0.4, -0.3, 0.1);
        List<Double> deviation = List.of(0.5, 2.0, 1.5);
        try (TinyBlocks blocks = TinyBlocks.onGrid();
                var _ = Scope.withoutGradients()) {
            Randomness random = Randomness.seeded(13);
            Tensor weight = random.normal(blocks.modelDim(), patch * patch * channels);
            Tensor bias = random.normal(blocks.modelDim());
            Tensor pixels = random.normal(2, channels, height, width);
            var stem = new PatchStem(
                    channels,
                    height,
                    width,
                    mean,
                    deviation,
                    new PatchEmbedding.Patches(patch, List.of()),
                    Map.of("weight", weight, "bias", bias));
            var export = new ClassifierExport(stem, null, blocks.transformer(), blocks.at(), blocks.head());
            float[] patches = patches(pixels.toFloats(), 2, channels, height, width, patch, mean, deviation);
            Tensor tokens = Tensor.of(patches, 2, blocks.at().length(), patch * patch * channels)
                    .linear(weight, bias);
            float[] expected = blocks.logits(tokens).toFloats();
            try (Onnx onnx = written(export)) {
                assertThat(onnx.run(pixels)).containsExactly(expected, within(ROUNDING));
            }
        }
    }

    /// Against the embedding itself, with convolutions of which two halve an image.
    @Test
    void tokensAreMadeByConvolutions() throws IOException, OrtException {
        try (TinyBlocks blocks = TinyBlocks.onGrid();
                var _ = Scope.withoutGradients()) {
            Randomness random = Randomness.seeded(13);
            var patches = new PatchEmbedding.Patches(4, List.of(5, 6, 7));
            var embedding = new PatchEmbedding(patches, 3, blocks.modelDim(), random);
            Tensor pixels = random.normal(2, 3, 4 * TinyBlocks.ROWS, 4 * TinyBlocks.COLUMNS);
            var stem = new PatchStem(
                    3,
                    4 * TinyBlocks.ROWS,
                    4 * TinyBlocks.COLUMNS,
                    List.of(0.0, 0.0, 0.0),
                    List.of(1.0, 1.0, 1.0),
                    patches,
                    embedding.parameters().all());
            var export = new ClassifierExport(stem, null, blocks.transformer(), blocks.at(), blocks.head());
            float[] expected = blocks.logits(embedding.apply(pixels)).toFloats();
            try (Onnx onnx = written(export)) {
                assertThat(onnx.run(pixels)).containsExactly(expected, within(ROUNDING));
            }
        }
    }

    /// By definition, number by number.
    private static float[] patches(
            float[] pixels,
            int batch,
            int channels,
            int height,
            int width,
            int patch,
            List<Double> mean,
            List<Double> deviation) {
        float[] patches = new float[pixels.length];
        int n = 0;
        for (int b = 0; b < batch; b++) {
            for (int top = 0; top < height; top += patch) {
                for (int left = 0; left < width; left += patch) {
                    for (int row = top; row < top + patch; row++) {
                        for (int column = left; column < left + patch; column++) {
                            for (int channel = 0; channel < channels; channel++) {
                                float pixel = pixels[((b * channels + channel) * height + row) * width + column];
                                patches[n++] = (float) ((pixel - mean.get(channel)) / deviation.get(channel));
                            }
                        }
                    }
                }
            }
        }
        return patches;
    }
}
