package org.fourierlearner.app.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.databind.json.JsonMapper;

/// Writes measurements for programs; a number that is not there was not measured.
final class BenchJson {
    private final BenchReport report;
    private final Results results;

    private BenchJson(BenchReport report) {
        this.report = report;
        results = report.results();
    }

    static String of(BenchReport report) {
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(new BenchJson(report).content());
    }

    private Map<String, Object> content() {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("machine", report.machine());
        content.put("sizes", report.sizes());
        content.put("timings", results.timings().stream().map(this::timing).toList());
        content.put("decoding", results.decodeTimes());
        content.put(
                "summary",
                Summary.of(report).stream()
                        .map(finding -> Map.of("what", finding.what(), "value", finding.value()))
                        .toList());
        return content;
    }

    private Map<String, Object> timing(Timing timing) {
        Contender contender = timing.contender();
        Form form = timing.form();
        int length = timing.length();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("contender", contender.label());
        row.put("causal", form.causal());
        row.put("pass", form.pass());
        row.put("length", length);
        row.put("milliseconds", 1e3 * timing.seconds());
        row.put("runs", timing.runs());
        row.put("productThreads", timing.productThreads());
        row.put("microsecondsPerToken", 1e6 * timing.seconds() / length);
        put(row, "timesFused", results.ratio(contender, Contender.FUSED, form, length));
        put(row, "growthPerToken", results.growth(contender, form, length));
        if (form.pass() == Form.Pass.FORWARD && contender.isLinear()) {
            row.put("gigaflops", report.sizes().operations(length) / timing.seconds() / 1e9);
        }
        put(row, "peakMebibytes", results.mebibytes(contender, form, length));
        return row;
    }

    private static void put(Map<String, Object> row, String name, OptionalDouble value) {
        value.ifPresent(number -> row.put(name, number));
    }
}
