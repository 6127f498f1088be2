package org.fourierlearner.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever the bytes, the header is read or refused, and what is read lies within the data.
class SafetensorsFuzzTest {
    private static final Path FILE = Path.of("fuzz.safetensors");
    private static final int DATA_BYTES = 27;
    private static final String HEADER = "{\"b\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[24,27]},"
            + "\"__metadata__\":{\"format\":\"pt\"},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]}}";

    @FuzzTest
    void anyHeaderIsReadOrRefused(byte[] json) {
        SafetensorsHeader header;
        try {
            header = SafetensorsHeader.parse(FILE, json, DATA_BYTES);
        } catch (MalformedDataException e) {
            assertThat(e).hasMessageStartingWith("fuzz.safetensors: ");
            return;
        }
        long covered = 0;
        for (SafetensorsHeader.Entry entry : header.tensors().values()) {
            assertThat(entry.begin()).isEqualTo(covered);
            assertThat(entry.end() - entry.begin()).isEqualTo(entry.type().sizeBytes(entry.shape()));
            covered = entry.end();
        }
        assertThat(covered).isEqualTo(DATA_BYTES);
    }

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void mutationsOfAGoodHeaderAreReadOrRefused(long seed) {
        var random = new Random(seed);
        byte[] alphabet = "{}[]\":,-0123456789eE.\\u \0xnt".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 50; i++) {
            byte[] json = HEADER.getBytes(StandardCharsets.UTF_8);
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                json[random.nextInt(json.length)] = alphabet[random.nextInt(alphabet.length)];
            }
            anyHeaderIsReadOrRefused(json);
        }
    }
}
