package org.fourierlearner.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.attention.PositiveFeatureMap;
import org.fourierlearner.model.TinyClassifier;
import org.fourierlearner.nn.PatchEmbedding;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.Decay;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.rpe.SelfWeight;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.ShapeMismatchException;
import org.fourierlearner.tensor.Tensor;
import org.fourierlearner.testkit.ProtoFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The structure of files, read without the classes that write them, and what is refused.
class OnnxFileTest {

    @TempDir
    private Path folder;

    private ProtoFields model(String... overrides) throws IOException {
        Path file = folder.resolve("model.onnx");
        try (TinyBlocks blocks = TinyBlocks.onGrid(overrides)) {
            blocks.export().write(file, "1.2.3");
        }
        return ProtoFields.parse(Files.readAllBytes(file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attention.kind=linear",
                "attention.form=product pooling=class-token",
                "attention.features=elu attention.rpe=none norm=rms",
                "attention.features=elu attention.form=paired",
                "attention.kind=exact attention.rpe.kind=fourier activation=swiglu"
            })
    void namesAreThoseOfCAndUsedAfterTheyAreMade(String overrides) throws IOException {
        ProtoFields graph = model(overrides.split(" ")).message(7);
        Set<String> made = new HashSet<>();
        Set<String> unused = new HashSet<>();
        for (int field : new int[] {11, 5}) {
            for (ProtoFields value : graph.messages(field)) {
                String name = value.text(field == 5 ? 8 : 1);
                assertThat(made.add(name)).as(name).isTrue();
                unused.add(name);
            }
        }
        Set<String> nodes = new HashSet<>();
        for (ProtoFields node : graph.messages(1)) {
            assertThat(nodes.add(node.text(3))).as(node.text(3)).isTrue();
            assertThat(made).containsAll(node.texts(1));
            unused.removeAll(node.texts(1));
            for (String result : node.texts(2)) {
                assertThat(made.add(result)).as(result).isTrue();
                unused.add(result);
            }
        }
        assertThat(made).allMatch(name -> name.matches("[A-Za-z_][A-Za-z0-9_]*"));
        assertThat(unused).containsExactly("logits");
        assertThat(graph.messages(12))
                .singleElement()
                .satisfies(output -> assertThat(output.text(1)).isEqualTo("logits"));
    }

    @Test
    void theHeaderNamesFormatOperatorsAndProducer() throws IOException {
        ProtoFields model = model();
        assertThat(model.number(1)).isEqualTo(8);
        assertThat(model.text(2)).isEqualTo("FourierLearner");
        assertThat(model.text(3)).isEqualTo("1.2.3");
        assertThat(model.message(8).number(2)).isGreaterThanOrEqualTo(17);
    }

    @Test
    void theBatchIsOfAnyExtent() throws IOException {
        ProtoFields graph = model().message(7);
        assertThat(axes(graph.message(11))).isEqualTo("batch 15 6");
        assertThat(axes(graph.message(12))).isEqualTo("batch 7");
    }

    private static String axes(ProtoFields described) {
        List<String> axes = described.message(2).message(1).message(2).messages(1).stream()
                .map(axis -> axis.fields().containsKey(2) ? axis.text(2) : Long.toString(axis.number(1)))
                .toList();
        return String.join(" ", axes);
    }

    @Test
    void weightsAreNamedForTheirPlace() throws IOException {
        List<String> names = model("pooling=class-token").message(7).messages(5).stream()
                .map(initializer -> initializer.text(8))
                .toList();
        assertThat(names)
                .contains(
                        "blocks_0_attention_norm_weight",
                        "blocks_0_attention_in_weight",
                        "blocks_1_attention_attention_directions",
                        "blocks_1_mlp_out_weight",
                        "final_norm_bias",
                        "head_class_token_query",
                        "head_out_bias");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            attention.rpe=rotary attention.kind=exact       | rpe: expected fourier, none, alibi, bucket, table or grid-table for exact attention in an ONNX file, got Rotary[base=10000.0]
            attention.features=elu attention.rpe=rotary     | rpe: expected fourier or none for linear attention in an ONNX file, got Rotary[base=10000.0]
            attention.features=elu attention.rpe=alibi      | rpe: expected fourier or none for linear attention in an ONNX file, got AlibiBias[]
            attention.features.kind=relu attention.rpe=cosine | rpe: expected fourier or none for linear attention in an ONNX file, got Cosine[]
            attention.rpe.kind=sine-spe                     | rpe: expected fourier or none for linear attention in an ONNX file, got SineSpe
            attention.kind=random-feature attention.features=6 | attention: expected exact or linear for an ONNX file, got RandomFeature[features=6
            attention.features.kind=trigonometric attention.features.features=6 | features: expected positive, hyperbolic, optimal-positive, elu or relu for an ONNX file, got TrigonometricFeatureMap[features=6
            """)
    void whatGraphsDoNotHaveIsNamedAndNothingIsWritten(String overrides, String message) {
        Path file = folder.resolve("model.onnx");
        try (TinyBlocks blocks = TinyBlocks.onLine(overrides.split(" "))) {
            assertThatThrownBy(() -> blocks.export().write(file, "test"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(message);
        }
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"steady, encoded", "gated, encoded", "none, learned"})
    void whatIsForCausalAttentionIsRefused(String decay, String selfWeight) {
        for (AttentionConfig attention : List.of(
                new AttentionConfig.Exact(encoding(decay, selfWeight)),
                new AttentionConfig.Linear(
                        PositiveFeatureMap.defaults(),
                        encoding(decay, selfWeight),
                        new AttentionConfig.Form.Additive()))) {
            try (TinyBlocks blocks = TinyBlocks.onLine(TinyClassifier.config(), attention)) {
                assertThatThrownBy(() -> blocks.export().write(folder.resolve("model.onnx"), "test"))
                        .hasMessage("rpe: expected decay none and selfWeight encoded for an ONNX file, got %s and %s"
                                .formatted(decay, selfWeight));
            }
        }
    }

    private static Rpe encoding(String decay, String selfWeight) {
        return Rpe.Fourier.defaults()
                .withDecay(Decay.valueOf(decay.toUpperCase(Locale.ROOT)))
                .withSelfWeight(SelfWeight.valueOf(selfWeight.toUpperCase(Locale.ROOT)));
    }

    @Test
    void partsThatDoNotFitAreRefused() {
        try (TinyBlocks blocks = TinyBlocks.onGrid();
                var _ = Scope.withoutGradients()) {
            Coordinates each = Coordinates.of(Tensor.zeros(2, 15, 2));
            assertThatThrownBy(() -> new TinyBlocks(blocks.transformer(), blocks.head(), each).export())
                    .hasMessage("at: expected the same places in every example for an ONNX file, got places of each");
            assertThatThrownBy(() -> new ClassifierExport(
                            new TokenStem(14, 6), null, blocks.transformer(), blocks.at(), blocks.head()))
                    .hasMessage("at: expected places of 14 tokens, got 15");
            assertThatThrownBy(() -> new ClassifierExport(
                            new TokenStem(15, 6),
                            Tensor.zeros(14, 6),
                            blocks.transformer(),
                            blocks.at(),
                            blocks.head()))
                    .isInstanceOf(ShapeMismatchException.class)
                    .hasMessage("absolutePositions: expected shape [15, 6], got [14, 6]");
            Map<String, Tensor> weights = Map.of("weight", Tensor.zeros(6, 12), "bias", Tensor.zeros(6));
            var twoByTwo = new PatchEmbedding.Patches(2, List.of());
            List<Double> three = List.of(1.0, 1.0, 1.0);
            assertThatThrownBy(() -> new PatchStem(3, 6, 9, three, three, twoByTwo, weights))
                    .hasMessage("patch: expected a divisor of 6 and 9, got 2");
            assertThatThrownBy(() -> new PatchStem(3, 6, 8, List.of(1.0), three, twoByTwo, weights))
                    .hasMessage("mean: expected 3 channels, got 1: [1.0]");
            assertThatThrownBy(() -> new PatchStem(1, 6, 8, List.of(1.0), List.of(1.0), twoByTwo, weights))
                    .isInstanceOf(ShapeMismatchException.class)
                    .hasMessage("weight: expected shape [6, 4], got [6, 12]");
        }
    }

    @Test
    void namesThatAreNotThoseOfCAreRefused() {
        OnnxGraph graph = new OnnxGraph();
        graph.input("pixels", 1);
        assertThatThrownBy(() -> graph.input("1st", 1))
                .hasMessage("name: expected letters, digits and underscores, got '1st'");
        assertThatThrownBy(() -> graph.input("pixels", 1)).hasMessage("name: expected a new one, got 'pixels' twice");
    }
}
