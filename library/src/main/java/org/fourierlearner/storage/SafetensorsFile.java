package org.fourierlearner.storage;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;

/// A safetensors file, open for reading: a little-endian header length, a JSON header, and the bytes of
/// the tensors without gaps.
///
/// The file is mapped, not read: opening costs its header, and tensors are paged in when they are
/// touched. Everything that the header says is checked at opening. Safe for use by several threads;
/// after [#close] the segments of its tensors throw when they are touched.
public final class SafetensorsFile implements AutoCloseable {
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path file;
    private final Arena arena;
    private final MemorySegment data;
    private final SafetensorsHeader header;

    private SafetensorsFile(Path file, Arena arena, MemorySegment data, SafetensorsHeader header) {
        this.file = file;
        this.arena = arena;
        this.data = data;
        this.header = header;
    }

    /// {@return an open, validated file}
    ///
    /// @param file the file to map
    /// @throws MalformedDataException if the file is not in the format, in whole or in part
    /// @throws IOException if the file cannot be read
    @SuppressWarnings("MustBeClosedChecker") // the arena is handed over, and closed on every other way out
    public static SafetensorsFile open(Path file) throws IOException {
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            long headerBytes = headerBytes(file, bytes);
            byte[] json = bytes.asSlice(LENGTH.byteSize(), headerBytes).toArray(ValueLayout.JAVA_BYTE);
            MemorySegment data = bytes.asSlice(LENGTH.byteSize() + headerBytes);
            SafetensorsHeader header = SafetensorsHeader.parse(file, json, data.byteSize());
            opened = true;
            return new SafetensorsFile(file, arena, data, header);
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    private static long headerBytes(Path file, MemorySegment bytes) throws MalformedDataException {
        if (bytes.byteSize() < LENGTH.byteSize()) {
            throw new MalformedDataException(
                    file, "expected at least %d bytes, got %d".formatted(LENGTH.byteSize(), bytes.byteSize()));
        }
        long declared = bytes.get(LENGTH, 0);
        long available = bytes.byteSize() - LENGTH.byteSize();
        if (declared < 0 || declared > SafetensorsHeader.MAX_BYTES) {
            throw new MalformedDataException(
                    file,
                    "header: expected at most %d bytes, got %s"
                            .formatted(SafetensorsHeader.MAX_BYTES, Long.toUnsignedString(declared)));
        }
        if (declared > available) {
            throw new MalformedDataException(
                    file,
                    "header: expected %d bytes, got %d before the end%s"
                            .formatted(declared, available, SafetensorsHeader.CUT_OFF));
        }
        return declared;
    }

    /// {@return the names of the tensors, in the order of their bytes}
    public SequencedSet<String> names() {
        return Collections.unmodifiableSequencedSet(header.tensors().sequencedKeySet());
    }

    /// {@return the metadata, sorted by key}
    public SequencedMap<String, String> metadata() {
        return Collections.unmodifiableSequencedMap(header.metadata());
    }

    /// {@return a tensor}
    ///
    /// @param name one of [#names]
    /// @throws MalformedDataException if there is no such tensor; the message lists similar names
    public StoredTensor tensor(String name) throws MalformedDataException {
        SafetensorsHeader.Entry entry = header.tensors().get(name);
        if (entry == null) {
            List<String> near = NearNames.of(name, header.tensors().keySet());
            throw new MalformedDataException(
                    file,
                    "expected tensor '%s', got none of that name%s"
                            .formatted(name, near.isEmpty() ? "" : "; near: " + String.join(", ", near)));
        }
        return new StoredTensor(
                name, entry.type(), entry.shape(), data.asSlice(entry.begin(), entry.end() - entry.begin()));
    }

    /// {@return a tensor of known type and shape}
    ///
    /// @param name one of [#names]
    /// @param type the type it must have
    /// @param shape the extents it must have
    /// @throws MalformedDataException if there is no such tensor, or if its type or shape differs
    public StoredTensor require(String name, SafetensorsType type, long... shape) throws MalformedDataException {
        StoredTensor tensor = tensor(name);
        if (tensor.type() != type) {
            throw new MalformedDataException(
                    file, "tensor '%s': expected dtype %s, got %s".formatted(name, type, tensor.type()));
        }
        if (!Arrays.equals(tensor.shape(), shape)) {
            throw new MalformedDataException(
                    file,
                    "tensor '%s': expected shape %s, got %s"
                            .formatted(name, Arrays.toString(shape), Arrays.toString(tensor.shape())));
        }
        return tensor;
    }

    /// Unmaps the file.
    @Override
    public void close() {
        arena.close();
    }
}
