package org.fourierlearner.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/// Arbitrary text is a record or a [ConfigException], nothing else.
class RecordReaderFuzzTest {

    @FuzzTest
    void arbitraryTextIsARecordOrRefused(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        readOrRefuse(text, List.of());
        readOrRefuse("", List.of(text));
    }

    @Test
    void aDamagedDocumentIsARecordOrRefused() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
        String sound =
                RecordWriter.write(Example.defaults()) + "[teacher]\nrpe = \"none\"\nlayers = [{ kind = 'mlp' }]\n";
        for (int i = 0; i < 500; i++) {
            StringBuilder damaged = new StringBuilder(sound);
            for (int j = random.nextInt(4); j >= 0; j--) {
                int from = random.nextInt(damaged.length());
                int to = Math.min(damaged.length(), from + random.nextInt(5));
                int other = random.nextInt(sound.length());
                damaged.replace(from, to, sound.substring(other, Math.min(sound.length(), other + random.nextInt(9))));
            }
            readOrRefuse(damaged.toString(), List.of());
            int line = random.nextInt(20);
            readOrRefuse(sound, damaged.toString().lines().skip(line).limit(2).toList());
        }
    }

    @Test
    void deepNestingIsRefused() {
        readOrRefuse("weights = " + "[".repeat(100_000), List.of());
        readOrRefuse("model" + ".a".repeat(100_000) + " = 1", List.of());
        readOrRefuse("shapes = " + "[".repeat(120) + "]".repeat(120), List.of());
    }

    private static void readOrRefuse(String text, List<String> overrides) {
        try {
            assertThat(RecordReader.read(text, "x.toml", overrides, Example.class))
                    .isNotNull();
        } catch (ConfigException e) {
            assertThat(e).hasMessageMatching("(?s)(x\\.toml:\\d+:\\d+|--set .*): .+");
        }
    }
}
