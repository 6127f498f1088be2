package org.fourierlearner.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fourierlearner.model.ImageInput;
import org.fourierlearner.model.VisionTransformer;
import org.fourierlearner.model.VisionTransformerConfig;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.tensor.Randomness;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// An image classifier on disk: `model.safetensors`, `config.json`, `preprocessor_config.json` and
/// a `README.md` as Hugging Face has them, `labels.txt` with a label on each line, in the order of
/// the classes, and `model.toml`, which says what the model is and which images it takes.
public final class ImageClassifierFolder {
    private static final String PREPROCESSOR = "preprocessor_config.json";
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ImageClassifierFolder() {}

    /// What `model.toml` says.
    ///
    /// @param input the images that the model takes
    /// @param model what it is
    public record Description(ImageInput input, VisionTransformerConfig model) {}

    /// {@return whether the model of a folder is an image classifier}
    ///
    /// @param folder of a model
    public static boolean holds(Path folder) {
        return Files.exists(folder.resolve(PREPROCESSOR));
    }

    /// Writes a model.
    ///
    /// @param folder exists
    /// @param predictor the model with its labels
    /// @param provenance where it comes from
    /// @throws IOException if a file cannot be written
    public static void write(Path folder, ImagePredictor predictor, Provenance provenance) throws IOException {
        VisionTransformer model = predictor.model();
        // the same in every country
        var card = new ModelFolder.Card(
                "image-classification",
                String.format(
                        Locale.ROOT,
                        "An image classifier with %,d parameters and %d labels",
                        model.parameters().count(),
                        predictor.labels().size()),
                "nats per image",
                "Tell the labels of images with `flt predict FOLDER IMAGES…`.");
        var stored = new ModelFolder(folder);
        stored.write(
                model.parameters(),
                new Description(model.input(), model.config()),
                summary(predictor),
                card,
                provenance);
        stored.write(predictor.labels());
        Files.writeString(folder.resolve(PREPROCESSOR), JSON.writeValueAsString(preprocessor(model.input())) + "\n");
    }

    /// {@return a model as it was written, with its labels}
    ///
    /// @param folder written by [#write]
    /// @throws IOException if it holds another model, or a file is missing, damaged or does not fit
    ///     the others
    public static ImagePredictor load(Path folder) throws IOException {
        if (!holds(folder)) {
            throw new MalformedDataException(
                    folder, "expected an image classifier, got a model without %s".formatted(PREPROCESSOR));
        }
        var stored = new ModelFolder(folder);
        List<String> labels = stored.labels();
        VisionTransformer model = stored.build(
                Description.class,
                it -> new VisionTransformer(it.model(), it.input(), labels.size(), Randomness.seeded(0)));
        try {
            stored.loadWeights(model.parameters());
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
        return new ImagePredictor(model, labels);
    }

    /// Replaces the weights of a model by those of a folder, to go on with a training.
    ///
    /// @param folder written by [#write]
    /// @param predictor with a model that is configured as the one that was written, and its labels
    /// @param dataSha256 the hash of the training data now
    /// @throws IOException if a file is missing, damaged or does not fit the model, or the data is
    ///     other data
    static void resume(Path folder, ImagePredictor predictor, String dataSha256) throws IOException {
        var stored = new ModelFolder(folder);
        stored.requireLabels(predictor.labels());
        stored.resumeWeights(predictor.model().parameters(), dataSha256);
    }

    private static Map<String, Object> summary(ImagePredictor predictor) {
        VisionTransformerConfig config = predictor.model().config();
        ImageInput input = predictor.model().input();
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("architectures", List.of("FourierLearnerForImageClassification"));
        summary.put("model_type", "fourier-learner");
        summary.put("image_size", List.of(input.height(), input.width()));
        summary.put("num_channels", input.channels());
        summary.put("patch_size", config.patch());
        summary.put("hidden_size", config.modelDim());
        summary.put("num_hidden_layers", config.layers());
        summary.put("num_attention_heads", config.heads());
        summary.put("id2label", ModelFolder.byNumber(predictor.labels()));
        summary.put("torch_dtype", "float32");
        return summary;
    }

    private static Map<String, Object> preprocessor(ImageInput input) {
        Map<String, Object> size = new LinkedHashMap<>();
        size.put("height", input.height());
        size.put("width", input.width());
        Map<String, Object> preprocessor = new LinkedHashMap<>();
        preprocessor.put("do_resize", true);
        preprocessor.put("size", size);
        preprocessor.put("do_rescale", true);
        preprocessor.put("rescale_factor", 1.0 / 255);
        preprocessor.put("do_normalize", true);
        preprocessor.put("image_mean", input.mean());
        preprocessor.put("image_std", input.deviation());
        return preprocessor;
    }
}
