package org.fourierlearner.app;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.fourierlearner.task.Evaluation;

/// How far a model of molecules is off, as text and JSON.
///
/// @param model its folder
/// @param molecules how many were measured
/// @param evaluation the errors
/// @param more what else to say, by name
record MoleculeReport(Path model, int molecules, Evaluation evaluation, Map<String, ?> more) {

    /// {@return a table for people}
    String text() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", model.toString());
        facts.put("molecules", "%,d".formatted(molecules));
        evaluation.measures().forEach((name, value) -> facts.put(name, Measure.shown(value)));
        more.forEach((name, value) -> facts.put(name, value.toString()));
        Map<String, String> details = new LinkedHashMap<>();
        evaluation.details().forEach((name, value) -> details.put(name, Measure.shown(value)));
        int width = Stream.concat(facts.keySet().stream(), details.keySet().stream())
                .mapToInt(String::length)
                .max()
                .orElse(0);
        var text = new StringBuilder();
        facts.forEach((name, value) -> line(text, width, name, value));
        text.append(System.lineSeparator());
        details.forEach((name, value) -> line(text, width, name, value));
        return text.toString();
    }

    private static void line(StringBuilder text, int width, String name, String value) {
        text.append(("%-" + width + "s %s%n").formatted(name.replace('_', ' '), value));
    }

    /// {@return the same for programs}
    Map<String, Object> json() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("model", model.toString());
        report.put("molecules", molecules);
        report.putAll(evaluation.measures());
        more.forEach((name, value) -> report.put(name, value.toString()));
        report.put("details", evaluation.details());
        return report;
    }
}
