package org.fourierlearner.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fourierlearner.data.molecule.MoleculeKeys;
import org.fourierlearner.model.MoleculeInput;
import org.fourierlearner.model.MoleculeTransformer;
import org.fourierlearner.model.MoleculeTransformerConfig;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.tensor.Randomness;

/// A model of molecules on disk: `model.safetensors`, `config.json` and a `README.md` as Hugging
/// Face has them, `elements.txt` with a chemical symbol on each line, in the order of the
/// embeddings, and `model.toml`, which says what the model is, which molecules it takes and what
/// it tells.
public final class MoleculeFolder {
    private static final String ELEMENTS = "elements.txt";

    private MoleculeFolder() {}

    /// What `model.toml` says.
    ///
    /// @param input the molecules that the model takes
    /// @param keys how its training files declare targets and forces
    /// @param model what it is
    public record Description(MoleculeInput input, MoleculeKeys keys, MoleculeTransformerConfig model) {

        /// Checks that the parts are of the same elements and targets.
        ///
        /// @throws IllegalArgumentException if they are not
        public Description {
            new ModelElements(input);
            List<String> declared =
                    keys.targets().stream().map(MoleculeKeys.Target::key).toList();
            List<Boolean> extensive =
                    keys.targets().stream().map(MoleculeKeys.Target::extensive).toList();
            if (!declared.equals(input.targets()) || !extensive.equals(input.extensive())) {
                throw new IllegalArgumentException(
                        "keys.targets: expected those of the model, %s, extensive %s, got %s, extensive %s"
                                .formatted(input.targets(), input.extensive(), declared, extensive));
            }
        }
    }

    /// {@return whether the model of a folder is one of molecules}
    ///
    /// @param folder of a model
    public static boolean holds(Path folder) {
        return Files.exists(folder.resolve(ELEMENTS));
    }

    /// Writes a model.
    ///
    /// @param folder exists
    /// @param predictor the model
    /// @param provenance where it comes from
    /// @throws IOException if a file cannot be written
    public static void write(Path folder, MoleculePredictor predictor, Provenance provenance) throws IOException {
        MoleculeTransformer model = predictor.model();
        List<String> elements = model.input().elements();
        // the same in every country
        var card = new ModelFolder.Card(
                "molecules",
                String.format(
                        Locale.ROOT,
                        "A model of molecules of %s with %,d parameters",
                        String.join(", ", elements),
                        model.parameters().count()),
                "meV, and meV/Å of forces",
                "Tell energies and forces with `flt predict FOLDER FILE.xyz`.");
        new ModelFolder(folder)
                .write(
                        model.parameters(),
                        new Description(model.input(), predictor.keys(), model.config()),
                        summary(model),
                        card,
                        provenance);
        Files.writeString(folder.resolve(ELEMENTS), String.join("\n", elements) + "\n");
    }

    /// {@return a model as it was written}
    ///
    /// @param folder written by [#write]
    /// @throws IOException if it holds another model, or a file is missing, damaged or does not
    ///     fit the others
    public static MoleculePredictor load(Path folder) throws IOException {
        if (!holds(folder)) {
            throw new MalformedDataException(
                    folder, "expected a model of molecules, got a model without %s".formatted(ELEMENTS));
        }
        var stored = new ModelFolder(folder);
        MoleculeKeys keys = stored.config(Description.class).keys();
        MoleculeTransformer model = stored.build(
                Description.class, it -> new MoleculeTransformer(it.model(), it.input(), Randomness.seeded(0)));
        try {
            stored.loadWeights(model.parameters());
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
        return new MoleculePredictor(model, keys);
    }

    /// Replaces the weights of a model by those of a folder, to go on with a training.
    ///
    /// @param folder written by [#write]
    /// @param predictor with a model that is configured as the one that was written
    /// @param dataSha256 the hash of the training data now
    /// @throws IOException if a file is missing, damaged or does not fit the model, or the data
    ///     is other data
    static void resume(Path folder, MoleculePredictor predictor, String dataSha256) throws IOException {
        new ModelFolder(folder).resumeWeights(predictor.model().parameters(), dataSha256);
    }

    private static Map<String, Object> summary(MoleculeTransformer model) {
        MoleculeTransformerConfig config = model.config();
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("architectures", List.of("FourierLearnerForMolecules"));
        summary.put("model_type", "fourier-learner");
        summary.put("elements", model.input().elements());
        summary.put("targets", model.input().targets());
        summary.put("hidden_size", config.modelDim());
        summary.put("num_hidden_layers", config.layers());
        summary.put("num_attention_heads", config.heads());
        summary.put("torch_dtype", config.doublePrecision() ? "float64" : "float32");
        return summary;
    }
}
