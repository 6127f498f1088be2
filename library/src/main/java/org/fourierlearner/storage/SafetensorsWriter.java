package org.fourierlearner.storage;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Writes safetensors files, tensor by tensor, without holding them in memory.
///
/// Collect the tensors with `add`, then [#write]. The result depends only on what was added, not on the
/// order: tensors lie by falling width and then by name, so that each is aligned to its width.
public final class SafetensorsWriter {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int ALIGNMENT_BYTES = 8;

    /// The most bytes handed to a channel at once; the limit of a byte buffer is `2³¹ − 1`.
    private static final long CHUNK_BYTES = 1 << 26;

    private final Map<String, Pending> tensors = new TreeMap<>();
    private final Map<String, String> metadata = new TreeMap<>();

    /// Starts with no tensors.
    public SafetensorsWriter() {}

    /// Writes the bytes of one tensor, when their turn comes.
    @FunctionalInterface
    public interface Content {
        /// Writes exactly the bytes that type and shape call for, little-endian and row-major.
        ///
        /// @param channel where to; refuses more bytes than that
        /// @throws IOException if writing fails
        void writeTo(WritableByteChannel channel) throws IOException;
    }

    @SuppressWarnings("ArrayRecordComponent") // internal, and never compared
    private record Pending(SafetensorsType type, long[] shape, long sizeBytes, Content content) {}

    /// {@return this writer, with a line of metadata}
    ///
    /// @param key replaces an earlier value of the same key
    /// @param value any text
    public SafetensorsWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /// {@return this writer, with a tensor whose bytes are at hand}
    ///
    /// @param name not used yet
    /// @param type the element type
    /// @param shape the extents, outermost first
    /// @param data the elements, little-endian; read by [#write], so keep it alive and unchanged until then
    /// @throws IllegalArgumentException if the name is taken or reserved, or the size of `data` disagrees
    public SafetensorsWriter add(String name, SafetensorsType type, long[] shape, MemorySegment data) {
        if (data.byteSize() != type.sizeBytes(shape)) {
            throw new IllegalArgumentException("tensor '%s': expected %d bytes for %s%s, got %d"
                    .formatted(name, type.sizeBytes(shape), type, Arrays.toString(shape), data.byteSize()));
        }
        return add(name, type, shape, channel -> {
            for (long at = 0; at < data.byteSize(); at += CHUNK_BYTES) {
                ByteBuffer chunk = data.asSlice(at, Math.min(CHUNK_BYTES, data.byteSize() - at))
                        .asByteBuffer();
                while (chunk.hasRemaining()) {
                    channel.write(chunk);
                }
            }
        });
    }

    /// {@return this writer, with a tensor whose bytes are made on the way}
    ///
    /// @param name not used yet
    /// @param type the element type
    /// @param shape the extents, outermost first
    /// @param content called once by each [#write]
    /// @throws IllegalArgumentException if the name is taken or reserved, or an extent is negative
    public SafetensorsWriter add(String name, SafetensorsType type, long[] shape, Content content) {
        if (name.equals(SafetensorsHeader.METADATA)) {
            throw new IllegalArgumentException(
                    "tensor '%s': expected another name, got the reserved one".formatted(name));
        }
        long[] ownShape = shape.clone();
        var pending = new Pending(type, ownShape, type.sizeBytes(ownShape), content);
        if (tensors.putIfAbsent(name, pending) != null) {
            throw new IllegalArgumentException("tensor '%s': expected a new name, got it twice".formatted(name));
        }
        return this;
    }

    /// Writes a file that is complete or absent, as [AtomicFile] does.
    ///
    /// @param file replaced if it exists
    /// @throws IOException if writing fails, or if a tensor's content has the wrong size
    public void write(Path file) throws IOException {
        AtomicFile.write(file, this::write);
    }

    /// Writes to a channel.
    ///
    /// @param channel blocking; left open
    /// @throws IOException if writing fails, or if a tensor's content has the wrong size
    public void write(WritableByteChannel channel) throws IOException {
        List<Map.Entry<String, Pending>> ordered = tensors.entrySet().stream()
                .sorted(Comparator.comparingInt(
                        (Map.Entry<String, Pending> e) -> -e.getValue().type.widthBytes()))
                .toList();
        ByteBuffer header = header(ordered);
        while (header.hasRemaining()) {
            channel.write(header);
        }
        for (Map.Entry<String, Pending> entry : ordered) {
            var counted = new ExactChannel(entry.getKey(), channel, entry.getValue().sizeBytes);
            entry.getValue().content.writeTo(counted);
            counted.requireFull();
        }
    }

    private ByteBuffer header(List<Map.Entry<String, Pending>> ordered) throws IOException {
        ObjectNode root = MAPPER.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode node = root.putObject(SafetensorsHeader.METADATA);
            metadata.forEach(node::put);
        }
        long position = 0;
        for (Map.Entry<String, Pending> entry : ordered) {
            Pending tensor = entry.getValue();
            ObjectNode node = root.putObject(entry.getKey());
            node.put("dtype", tensor.type.name());
            var shape = node.putArray("shape");
            Arrays.stream(tensor.shape).forEach(shape::add);
            long end = Math.addExact(position, tensor.sizeBytes);
            node.putArray("data_offsets").add(position).add(end);
            position = end;
        }
        byte[] json = MAPPER.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
        int padded = Math.ceilDiv(json.length, ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
        if (padded > SafetensorsHeader.MAX_BYTES) {
            throw new IOException("header: expected at most %d bytes, got %d; use fewer tensors or shorter metadata"
                    .formatted(SafetensorsHeader.MAX_BYTES, padded));
        }
        byte[] spaces = " ".repeat(padded - json.length).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded)
                .put(json)
                .put(spaces)
                .flip();
    }

    /// Takes exactly as many bytes as one tensor has.
    private static final class ExactChannel implements WritableByteChannel {
        private final String name;
        private final WritableByteChannel target;
        private final long sizeBytes;
        private long written;

        ExactChannel(String name, WritableByteChannel target, long sizeBytes) {
            this.name = name;
            this.target = target;
            this.sizeBytes = sizeBytes;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (source.remaining() > sizeBytes - written) {
                throw new IOException("tensor '%s': expected %d bytes, got at least %d"
                        .formatted(name, sizeBytes, written + source.remaining()));
            }
            int count = target.write(source);
            written += count;
            return count;
        }

        void requireFull() throws IOException {
            if (written != sizeBytes) {
                throw new IOException("tensor '%s': expected %d bytes, got %d".formatted(name, sizeBytes, written));
            }
        }

        @Override
        public boolean isOpen() {
            return target.isOpen();
        }

        @Override
        public void close() {}
    }
}
