package org.fourierlearner.app;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Prints what runs here and on what; a report of a problem should start with it.
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        versionProvider = Flt.Version.class,
        description = "Shows the version, the machine and the settings that matter to speed.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  flt info              what a report of a problem should start with",
            "  flt info --engine     with the tensor engine, which takes a moment to load"
        })
final class InfoCommand implements Callable<Integer> {

    private static final List<String> SETTINGS = List.of(
            "OMP_NUM_THREADS",
            "OMP_WAIT_POLICY",
            "OPENBLAS_NUM_THREADS",
            "MALLOC_ARENA_MAX",
            "THP_MEM_ALLOC_ENABLE",
            "GLIBC_TUNABLES");

    private static final double GIBIBYTE = 1L << 30;

    private final Supplier<String> engine;

    @Spec
    private CommandSpec spec;

    @Option(names = "--engine", description = "Loads the tensor engine too, and says what it finds.")
    private boolean withEngine;

    /// @param engine loads the engine and describes it; called for `--engine` only
    InfoCommand(Supplier<String> engine) {
        this.engine = engine;
    }

    @Override
    public Integer call() throws IOException {
        Processor processor = Processor.current();
        Runtime runtime = Runtime.getRuntime();
        long memoryBytes =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();

        print("flt", Build.current().toString());
        print("java", "%s %s, %s".formatted(property("java.version"), property("java.vendor"), property("java.home")));
        print("system", "%s %s %s".formatted(property("os.name"), property("os.version"), property("os.arch")));
        print("processor", processor.model());
        print("features", processor.features().isEmpty() ? "unknown" : String.join(" ", processor.features()));
        print("cores", Integer.toString(runtime.availableProcessors()));
        print(
                "memory",
                String.format(
                        Locale.ROOT,
                        "%.1f GiB, of which the Java heap may take %.1f",
                        memoryBytes / GIBIBYTE,
                        runtime.maxMemory() / GIBIBYTE));
        for (String setting : SETTINGS) {
            String value = System.getenv(setting);
            print(setting, value == null ? "not set" : value);
        }
        for (String component : engineComponents()) {
            print("engine", component);
        }
        if (withEngine) {
            print("engine", engine.get());
        }
        return ExitCode.OK;
    }

    private void print(String name, String value) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-21s %s%n", name, value);
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }

    /// The jars say who they are, so nothing native is loaded.
    private static Set<String> engineComponents() throws IOException {
        var components = new LinkedHashSet<String>();
        for (URL url : Collections.list(InfoCommand.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
            try (InputStream in = url.openStream()) {
                Attributes attributes = new Manifest(in).getMainAttributes();
                if ("Bytedeco".equals(attributes.getValue(Attributes.Name.IMPLEMENTATION_VENDOR))) {
                    components.add(
                            Stream.of(Attributes.Name.IMPLEMENTATION_TITLE, Attributes.Name.IMPLEMENTATION_VERSION)
                                    .map(attributes::getValue)
                                    .collect(Collectors.joining(" ")));
                }
            }
        }
        return components;
    }
}
