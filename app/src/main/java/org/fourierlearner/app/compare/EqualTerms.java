package org.fourierlearner.app.compare;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.fourierlearner.train.ImageClassificationRunConfig;
import org.fourierlearner.train.LanguageModelRunConfig;
import org.fourierlearner.train.LearnedOptimizerRunConfig;
import org.fourierlearner.train.MoleculeRunConfig;
import org.fourierlearner.train.RunConfig;
import org.fourierlearner.train.TextClassificationRunConfig;

/// What cells must have in common: whatever decides which examples a step sees, how many steps
/// there are, and what is scored.
///
/// @param key of the configuration
/// @param value its value
record EqualTerms(String key, Function<RunConfig, Object> value) {
    private static final List<EqualTerms> EVERY = List.of(
            new EqualTerms("kind", RunConfig::getClass),
            new EqualTerms("seed", RunConfig::seed),
            new EqualTerms("train.steps", run -> run.train().steps()),
            new EqualTerms("train.batchSize", run -> run.train().batchSize()),
            new EqualTerms("train.parts", run -> run.train().parts()),
            new EqualTerms("train.evaluateEvery", run -> run.train().evaluateEvery()),
            new EqualTerms("train.evaluationTokens", run -> run.train().evaluationTokens()),
            new EqualTerms("train.patience", run -> run.train().patience()),
            new EqualTerms("train.maxMinutes", run -> run.train().maxMinutes()),
            new EqualTerms("data", run -> switch (run) {
                case LanguageModelRunConfig text -> text.data();
                case TextClassificationRunConfig text -> text.data();
                case ImageClassificationRunConfig image -> image.data();
                case MoleculeRunConfig molecules -> molecules.data();
                case LearnedOptimizerRunConfig optimizer -> optimizer.problems();
            }),
            new EqualTerms("tokenizer", run -> switch (run) {
                case LanguageModelRunConfig text -> text.tokenizer();
                case TextClassificationRunConfig text -> text.tokenizer();
                case ImageClassificationRunConfig _, MoleculeRunConfig _, LearnedOptimizerRunConfig _ -> "none";
            }),
            new EqualTerms("model.contextLength", run -> switch (run) {
                case LanguageModelRunConfig text -> text.model().contextLength();
                case TextClassificationRunConfig text -> text.model().contextLength();
                case ImageClassificationRunConfig _, MoleculeRunConfig _, LearnedOptimizerRunConfig _ -> 0;
            }),
            new EqualTerms(
                    "model.excerpt",
                    run -> run instanceof TextClassificationRunConfig text
                            ? text.model().excerpt()
                            : "none"),
            ofImages("image", ImageClassificationRunConfig::image),
            ofImages("augmentation", ImageClassificationRunConfig::augmentation),
            ofImages("model.patch", run -> run.model().patch()),
            ofOptimizers("horizons", LearnedOptimizerRunConfig::horizons),
            ofOptimizers("validation", LearnedOptimizerRunConfig::validation),
            ofMolecules("firstEnergyWeight", MoleculeRunConfig::firstEnergyWeight),
            ofMolecules("energyWeight", MoleculeRunConfig::energyWeight),
            ofMolecules("forceWeight", MoleculeRunConfig::forceWeight),
            ofMolecules("balanced", MoleculeRunConfig::balanced),
            ofMolecules("rotations", MoleculeRunConfig::rotations));

    private static EqualTerms ofOptimizers(String key, Function<LearnedOptimizerRunConfig, Object> value) {
        return new EqualTerms(
                key, run -> run instanceof LearnedOptimizerRunConfig optimizer ? value.apply(optimizer) : "none");
    }

    private static EqualTerms ofMolecules(String key, Function<MoleculeRunConfig, Object> value) {
        return new EqualTerms(key, run -> run instanceof MoleculeRunConfig molecules ? value.apply(molecules) : "none");
    }

    private static EqualTerms ofImages(String key, Function<ImageClassificationRunConfig, Object> value) {
        return new EqualTerms(
                key, run -> run instanceof ImageClassificationRunConfig image ? value.apply(image) : "none");
    }

    /// {@return what is not equal, as a message}
    static Optional<String> difference(RunConfig base, RunConfig cell) {
        return EVERY.stream()
                .filter(term -> !term.value.apply(base).equals(term.value.apply(cell)))
                .map(term -> "%s: expected %s as in the base, got %s; cells are trained on equal terms"
                        .formatted(term.key, term.value.apply(base), term.value.apply(cell)))
                .findFirst();
    }
}
