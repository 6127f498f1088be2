package org.fourierlearner.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Safetensors files put together by hand, so that tests of the reader do not lean on the writer.
final class SafetensorsBytes {
    private SafetensorsBytes() {}

    static byte[] of(String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + json.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json);
        for (int i = 0; i < dataBytes; i++) {
            bytes.put((byte) i);
        }
        return bytes.array();
    }

    static Path write(Path folder, byte[] bytes) throws IOException {
        return Files.write(folder.resolve("w.safetensors"), bytes);
    }
}
