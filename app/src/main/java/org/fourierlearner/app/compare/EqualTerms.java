package org.fourierlearner.app.compare;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.fourierlearner.train.LanguageModelRunConfig;
import org.fourierlearner.train.RunConfig;
import org.fourierlearner.train.TextClassificationRunConfig;

/// What cells must have in common: whatever decides which examples a step sees, how many steps there are, and
/// what is scored.
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
            ofTasks("data", LanguageModelRunConfig::data, TextClassificationRunConfig::data),
            ofTasks("tokenizer", LanguageModelRunConfig::tokenizer, TextClassificationRunConfig::tokenizer),
            ofTasks(
                    "model.contextLength",
                    run -> run.model().contextLength(),
                    run -> run.model().contextLength()),
            ofTasks("model.excerpt", _ -> "", run -> run.model().excerpt()));

    private static EqualTerms ofTasks(
            String key,
            Function<LanguageModelRunConfig, Object> ofLanguageModel,
            Function<TextClassificationRunConfig, Object> ofTextClassification) {
        return new EqualTerms(key, run -> switch (run) {
            case LanguageModelRunConfig languageModel -> ofLanguageModel.apply(languageModel);
            case TextClassificationRunConfig classification -> ofTextClassification.apply(classification);
        });
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
