package org.fourierlearner.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The processor, as far as it can be known.
///
/// @param model what its maker calls it, or `unknown`
/// @param features those of its instruction sets that matter to the engine, in the system's spelling
record Processor(String model, List<String> features) {

    private static final Set<String> RELEVANT = Set.of(
            "avx",
            "avx2",
            "fma",
            "f16c",
            "avx512f",
            "avx512bw",
            "avx512vl",
            "avx512_bf16",
            "avx512_vnni",
            "avx_vnni",
            "amx_bf16",
            "amx_int8",
            "asimd",
            "asimddp",
            "sve",
            "sve2",
            "bf16",
            "i8mm");

    /// {@return the processor of this machine}
    static Processor current() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        return parse(Files.isReadable(file) ? Files.readAllLines(file) : List.of());
    }

    /// {@return what the lines of `/proc/cpuinfo` say}
    ///
    /// @param lines none where the system has no such file
    static Processor parse(List<String> lines) {
        String model = values(lines, "model name").findFirst().orElse("unknown");
        List<String> features = Stream.concat(values(lines, "flags"), values(lines, "Features"))
                .findFirst()
                .map(all -> Arrays.stream(all.split(" ", -1))
                        .filter(RELEVANT::contains)
                        .toList())
                .orElse(List.of());
        return new Processor(model, features);
    }

    private static Stream<String> values(List<String> lines, String name) {
        return lines.stream()
                .map(line -> line.split(":", 2))
                .filter(parts -> parts.length == 2 && parts[0].strip().equals(name))
                .map(parts -> parts[1].strip());
    }
}
