package org.fourierlearner.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/// What the reader gives back, and what it says about files that are not in the format.
class SafetensorsFileTest {
    private static final String TYPES = "[F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL]";

    @TempDir
    Path folder;

    @Test
    void readsTensorsAndMetadataOfAHandmadeFile() throws IOException {
        String header = "{\"b\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[24,27]},"
                + "\"__metadata__\":{\"format\":\"pt\"},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
                + "\"none\":{\"dtype\":\"I64\",\"shape\":[0,5],\"data_offsets\":[24,24]}}  ";
        Path path = SafetensorsBytes.write(folder, SafetensorsBytes.of(header, 27));

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.names()).containsExactly("a", "none", "b");
            assertThat(file.metadata()).isEqualTo(Map.of("format", "pt"));
            assertThat(file.tensor("a").type()).isEqualTo(SafetensorsType.F32);
            assertThat(file.tensor("a").shape()).containsExactly(2, 3);
            assertThat(file.tensor("b").data().toArray(ValueLayout.JAVA_BYTE)).containsExactly(24, 25, 26);
            assertThat(file.tensor("none").data().byteSize()).isZero();
            assertThat(file.tensor("a").data().isReadOnly()).isTrue();
            assertThat(file.tensor("a")).hasToString("a F32 [2, 3]");
        }
    }

    @Test
    void segmentsOfAClosedFileThrowInsteadOfCrashing() throws IOException {
        Path path = SafetensorsBytes.write(
                folder, SafetensorsBytes.of("{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]}}", 3));
        MemorySegment data;
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            data = file.tensor("a").data();
        }

        assertThatThrownBy(() -> data.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    }

    static final List<Arguments> everyFault = List.of(
            fault(
                    "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                    7,
                    "tensor 'a': expected data_offsets within [0, 7], got data_offsets [0, 8]; the file is cut off: write or copy it again"),
            fault(
                    "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                    9,
                    "data: expected 8 bytes, got 9"),
            fault(
                    "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}",
                    8,
                    "tensor 'a': expected 12 bytes for F32[3], got 8 bytes"),
            fault(
                    "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[3],\"data_offsets\":[0,3]}}",
                    3,
                    "tensor 'a': expected dtype to be one of " + TYPES + ", got \"F8_E4M3\""),
            fault(
                    "{\"a\":{\"shape\":[3],\"data_offsets\":[0,3]}}",
                    3,
                    "tensor 'a': expected dtype to be one of " + TYPES + ", got nothing"),
            fault(
                    "{\"a\":{\"dtype\":\"U8\",\"shape\":[-3,-1],\"data_offsets\":[0,3]}}",
                    3,
                    "tensor 'a': expected extents of at least 0, got [-3, -1]"),
            fault(
                    "{\"a\":{\"dtype\":\"U8\",\"shape\":[1.5],\"data_offsets\":[0,3]}}",
                    3,
                    "tensor 'a': expected shape to be a list of integers, got [1.5]"),
            fault(
                    "{\"a\":{\"dtype\":\"U8\",\"shape\":[99999999999999999999],\"data_offsets\":[0,3]}}",
                    3,
                    "tensor 'a': expected shape to be a list of integers, got [99999999999999999999]"),
            fault(
                    "{\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,3]}}",
                    3,
                    "tensor 'a': expected shape to be a list of integers, got nothing"),
            fault(
                    "{\"a\":{\"dtype\":\"F64\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}",
                    0,
                    "tensor 'a': expected a size below 2^63 bytes, got F64[4294967296, 4294967296]"),
            fault(
                    "{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[3]}}",
                    3,
                    "tensor 'a': expected data_offsets [begin, end], got [3]"),
            fault(
                    "{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[3,0]}}",
                    3,
                    "tensor 'a': expected data_offsets within [0, 3], got data_offsets [3, 0]"),
            fault(
                    "{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[-3,0]}}",
                    3,
                    "tensor 'a': expected data_offsets within [0, 3], got data_offsets [-3, 0]"),
            fault(
                    "{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},"
                            + "\"b\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[2,5]}}",
                    5,
                    "tensor 'b': expected data to begin at 3, got data_offsets [2, 5], an overlap"),
            fault(
                    "{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},"
                            + "\"b\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[4,7]}}",
                    7,
                    "tensor 'b': expected data to begin at 3, got data_offsets [4, 7], a gap"),
            fault(
                    "{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},"
                            + "\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}",
                    0,
                    "tensor 'a': expected one entry, got two"),
            fault("{\"a\":[1]}", 0, "tensor 'a': expected an object, got [1]"),
            fault("{\"__metadata__\":[1]}", 0, "__metadata__: expected an object of strings, got [1]"),
            fault("{\"__metadata__\":{\"k\":1}}", 0, "__metadata__: 'k': expected a string, got 1"),
            fault("[]", 0, "header: expected a JSON object, got START_ARRAY"),
            fault("", 0, "header: expected a JSON object, got null"),
            fault("{} {}", 0, "header: expected nothing after the JSON object, got more"));

    private static Arguments fault(String header, int dataBytes, String message) {
        return Arguments.of(header, dataBytes, message);
    }

    @ParameterizedTest
    @FieldSource("everyFault")
    void aFaultyHeaderIsRefusedWithItsReason(String header, int dataBytes, String message) throws IOException {
        Path path = SafetensorsBytes.write(folder, SafetensorsBytes.of(header, dataBytes));

        assertThatThrownBy(() -> open(path))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(path + ": " + message);
    }

    @Test
    void invalidJsonIsRefusedWithTheReasonOfTheParser() throws IOException {
        Path path = SafetensorsBytes.write(folder, SafetensorsBytes.of("{\"a\":{\"dtype\":tru}}", 0));

        assertThatThrownBy(() -> open(path))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageStartingWith(path + ": header: expected valid JSON, got a fault: Unrecognized token 'tru'");
    }

    @Test
    void aRepeatedKeyWithinATensorIsRefused() throws IOException {
        Path path =
                SafetensorsBytes.write(folder, SafetensorsBytes.of("{\"a\":{\"dtype\":\"U8\",\"dtype\":\"I8\"}}", 0));

        assertThatThrownBy(() -> open(path))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("Duplicate")
                .hasMessageContaining("dtype");
    }

    @Test
    void aFileShorterThanItsLengthFieldIsRefused() throws IOException {
        Path path = SafetensorsBytes.write(folder, new byte[5]);

        assertThatThrownBy(() -> open(path)).hasMessage(path + ": expected at least 8 bytes, got 5");
    }

    @Test
    void aHeaderBeyondTheEndIsRefused() throws IOException {
        Path path = SafetensorsBytes.write(folder, length(17));

        assertThatThrownBy(() -> open(path))
                .hasMessage(
                        path
                                + ": header: expected 17 bytes, got 2 before the end; the file is cut off: write or copy it again");
    }

    @Test
    void anEnormousHeaderIsRefusedBeforeMemoryIsTaken() throws IOException {
        Path large = SafetensorsBytes.write(folder, length(100_000_001));
        assertThatThrownBy(() -> open(large))
                .hasMessage(large + ": header: expected at most 100000000 bytes, got 100000001");

        Path unsigned = SafetensorsBytes.write(folder, length(-1));
        assertThatThrownBy(() -> open(unsigned))
                .hasMessage(unsigned + ": header: expected at most 100000000 bytes, got 18446744073709551615");
    }

    @Test
    void lookUpsSayWhatTheFileHasInstead() throws IOException {
        String header = "{\"layer.weight\":{\"dtype\":\"U8\",\"shape\":[2,3],\"data_offsets\":[0,6]},"
                + "\"head\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[6,6]}}";
        Path path = SafetensorsBytes.write(folder, SafetensorsBytes.of(header, 6));

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.require("layer.weight", SafetensorsType.U8, 2, 3).name())
                    .isEqualTo("layer.weight");
            assertThatThrownBy(() -> file.require("layer.wieght", SafetensorsType.U8, 2, 3))
                    .hasMessage(path + ": expected tensor 'layer.wieght', got none of that name; near: layer.weight");
            assertThatThrownBy(() -> file.tensor("embedding.bias"))
                    .hasMessage(path + ": expected tensor 'embedding.bias', got none of that name");
            assertThatThrownBy(() -> file.require("layer.weight", SafetensorsType.F32, 2, 3))
                    .hasMessage(path + ": tensor 'layer.weight': expected dtype F32, got U8");
            assertThatThrownBy(() -> file.require("layer.weight", SafetensorsType.U8, 3, 2))
                    .hasMessage(path + ": tensor 'layer.weight': expected shape [3, 2], got [2, 3]");
        }
    }

    private static void open(Path path) throws IOException {
        SafetensorsFile.open(path).close();
    }

    private static byte[] length(long declared) {
        return ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(declared)
                .array();
    }
}
