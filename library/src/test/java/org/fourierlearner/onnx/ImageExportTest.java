package org.fourierlearner.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import org.fourierlearner.model.TinyVision;
import org.fourierlearner.model.VisionTransformer;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whole classifiers of images, from pixels to logits.
class ImageExportTest {

    /// Logits are below 30; some hundred operations round at `2⁻²⁴` each, in another order there.
    private static final float ROUNDING = 1e-4f;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pooling=mean",
                "pooling=class-token norm=rms activation=swiglu",
                "absolutePositions=learned attention.rpe=none",
                "absolutePositions=sinusoidal",
                "attention.kind=exact attention.rpe.kind=fourier",
                "attention.rpe.spectrum.kind=directional",
                "patch=1 stochasticDepth=0.5 dropout=0.5"
            })
    void filesGiveTheLogitsOfTheModel(String overrides) throws IOException, OrtException {
        Path file = folder.resolve("new", "model.onnx");
        try (VisionTransformer model = TinyVision.disturbed(overrides.split(" "));
                var _ = Scope.withoutGradients()) {
            ClassifierExport.of(model).write(file, "test");
            try (Onnx onnx = Onnx.open(file)) {
                for (int batch : new int[] {1, 3}) {
                    Tensor pixels = Randomness.seeded(batch).uniform(batch, 3, 6, 10);
                    assertThat(onnx.run(pixels))
                            .containsExactly(model.logits(pixels, null).toFloats(), within(ROUNDING));
                }
            }
        }
    }
}
