package org.fourierlearner.app.compare;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Results for programs: a line for each run that has begun.
final class ResultsCsv {
    private static final String HEADER = "cell,seed,score,accuracy,parameters,state_floats_per_layer,steps_per_second,"
            + "seconds,peak_resident_bytes,status,message\n";

    private ResultsCsv() {}

    static String of(Grid grid, Map<Grid.Run, RunResult> results) {
        return grid.cells().stream()
                .flatMap(cell -> cell.runs().stream())
                .flatMap(run -> Optional.ofNullable(results.get(run)).map(result -> line(run, result)).stream())
                .collect(Collectors.joining("", HEADER, ""));
    }

    private static String line(Grid.Run run, RunResult result) {
        return Stream.of(
                        List.of(run.cell(), Long.toString(run.seed()), text(result.score()), text(result.accuracy())),
                        List.of(Long.toString(result.parameters()), text(result.stateFloats())),
                        List.of(text(result.stepsPerSecond()), text(result.seconds()), text(result.peakBytes())),
                        List.of(result.status().name().toLowerCase(Locale.ROOT), result.message()))
                .flatMap(List::stream)
                .map(ResultsCsv::quoted)
                .collect(Collectors.joining(",", "", "\n"));
    }

    private static String text(Optional<? extends Number> value) {
        return value.map(Number::toString).orElse("");
    }

    private static String quoted(String text) {
        return text.matches("[^,\"\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
