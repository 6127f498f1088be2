package org.fourierlearner.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is written comes back, aligned, and independent of the order of adding.
class SafetensorsWriterTest {
    @TempDir
    Path folder;

    @Test
    void everyTypeComesBackAligned() throws IOException {
        var writer = new SafetensorsWriter().metadata("format", "flt").metadata("quoted", "\"é\n");
        SafetensorsType[] types = SafetensorsType.values();
        for (int i = 0; i < types.length; i++) {
            byte[] bytes = new byte[(int) types[i].sizeBytes(3, 5)];
            bytes[0] = (byte) i;
            writer.add("tensor " + types[i], types[i], new long[] {3, 5}, MemorySegment.ofArray(bytes));
        }
        Path path = folder.resolve("new/w.safetensors");
        writer.write(path);

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.names()).hasSize(types.length);
            assertThat(file.metadata()).containsEntry("format", "flt").containsEntry("quoted", "\"é\n");
            for (int i = 0; i < types.length; i++) {
                StoredTensor tensor = file.require("tensor " + types[i], types[i], 3, 5);
                assertThat(tensor.data().get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) i);
                assertThat(tensor.data().address() % types[i].widthBytes()).isZero();
            }
        }
    }

    @Test
    void theBytesAreThoseOfTheFormat() throws IOException {
        new SafetensorsWriter()
                .metadata("k", "v")
                .add("x", SafetensorsType.U8, new long[] {}, MemorySegment.ofArray(new byte[] {7}))
                .write(folder.resolve("w.safetensors"));

        byte[] bytes = Files.readAllBytes(folder.resolve("w.safetensors"));
        String header = "{\"__metadata__\":{\"k\":\"v\"},\"x\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]}}";
        int padded = (header.length() + 7) / 8 * 8;
        assertThat(new String(bytes, 8, bytes.length - 9, StandardCharsets.UTF_8))
                .isEqualTo(header + " ".repeat(padded - header.length()));
        assertThat(bytes[0]).isEqualTo((byte) padded);
        assertThat(bytes[bytes.length - 1]).isEqualTo((byte) 7);
    }

    @Test
    void theOrderOfAddingDoesNotShow() throws IOException {
        MemorySegment data = MemorySegment.ofArray(new byte[8]);
        long[] shape = {1};
        Path ab = folder.resolve("ab");
        new SafetensorsWriter()
                .add("a", SafetensorsType.F64, shape, data)
                .add("b", SafetensorsType.F64, shape, data)
                .write(ab);
        Path ba = folder.resolve("ba");
        new SafetensorsWriter()
                .add("b", SafetensorsType.F64, shape, data)
                .add("a", SafetensorsType.F64, shape, data)
                .write(ba);

        assertThat(ab).hasSameBinaryContentAs(ba);
    }

    @Test
    void contentOfTheWrongSizeFailsAndLeavesTheOlderFile() throws IOException {
        Path path = Files.writeString(folder.resolve("w.safetensors"), "older");
        var tooShort = new SafetensorsWriter()
                .add("a", SafetensorsType.I16, new long[] {2}, channel -> channel.write(ByteBuffer.allocate(3)));
        assertThatThrownBy(() -> tooShort.write(path))
                .isInstanceOf(IOException.class)
                .hasMessage(path + ": could not be written: tensor 'a': expected 4 bytes, got 3; "
                        + "what was there before is untouched");

        var tooLong = new SafetensorsWriter()
                .add("a", SafetensorsType.I16, new long[] {2}, channel -> channel.write(ByteBuffer.allocate(5)));
        assertThatThrownBy(() -> tooLong.write(path)).hasMessageContaining("expected 4 bytes, got at least 5");

        assertThat(path).hasContent("older");
        assertThat(folder).isDirectoryNotContaining("glob:**.partial");
    }

    @Test
    void wrongArgumentsAreRefused() {
        MemorySegment data = MemorySegment.ofArray(new byte[8]);
        var writer = new SafetensorsWriter().add("a", SafetensorsType.F64, new long[] {1}, data);

        assertThatThrownBy(() -> writer.add("a", SafetensorsType.F64, new long[] {1}, data))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tensor 'a': expected a new name, got it twice");
        assertThatThrownBy(() -> writer.add("b", SafetensorsType.F64, new long[] {2}, data))
                .hasMessage("tensor 'b': expected 16 bytes for F64[2], got 8");
        assertThatThrownBy(() -> writer.add("b", SafetensorsType.F64, new long[] {-1}, data))
                .hasMessage("shape: expected extents of at least 0, got -1");
        assertThatThrownBy(() -> writer.add("__metadata__", SafetensorsType.F64, new long[] {1}, data))
                .hasMessage("tensor '__metadata__': expected another name, got the reserved one");
    }
}
