package org.fourierlearner.storage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A protocol-buffer message under construction, field by field.
///
/// Source: Protocol Buffers documentation, "Encoding": a field is the varint `number · 8 + wire type` and a
/// value, which is a varint (0), 8 bytes (1), a length and bytes (2) or 4 bytes (5), little-endian.
public final class ProtoMessage {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED_32 = 5;

    /// Fewer bytes are copied, so that a message of many small ones is not written bit by bit.
    private static final int LEAST_SHARED_BYTES = 1 << 12;

    private final List<ByteBuffer> pieces = new ArrayList<>();
    private final ByteArrayOutputStream last = new ByteArrayOutputStream();
    private long sizeBytes;

    /// An empty message.
    public ProtoMessage() {}

    /// Adds an integer, a truth value or the number of an enumeration.
    ///
    /// @param field the number of the field
    /// @param value its value
    /// @return this message
    public ProtoMessage integer(int field, long value) {
        tag(field, VARINT);
        varint(value);
        return this;
    }

    /// Adds a number in double precision.
    ///
    /// @param field the number of the field
    /// @param value its value
    /// @return this message
    public ProtoMessage float64(int field, double value) {
        tag(field, FIXED_64);
        append(littleEndian(Double.BYTES).putDouble(value).flip());
        return this;
    }

    /// Adds a number in single precision.
    ///
    /// @param field the number of the field
    /// @param value its value
    /// @return this message
    public ProtoMessage float32(int field, float value) {
        tag(field, FIXED_32);
        append(littleEndian(Float.BYTES).putFloat(value).flip());
        return this;
    }

    /// Adds a text.
    ///
    /// @param field the number of the field
    /// @param value its value
    /// @return this message
    public ProtoMessage text(int field, String value) {
        return bytes(field, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }

    /// Adds bytes.
    ///
    /// @param field the number of the field
    /// @param value from its position to its limit; many are not copied, and must stay as they are until
    ///     this message is written
    /// @return this message
    public ProtoMessage bytes(int field, ByteBuffer value) {
        tag(field, LENGTH);
        varint(value.remaining());
        append(value);
        return this;
    }

    /// Adds a message.
    ///
    /// @param field the number of the field
    /// @param value complete: what is added to it later is not part of this message
    /// @return this message
    public ProtoMessage message(int field, ProtoMessage value) {
        tag(field, LENGTH);
        varint(value.sizeBytes);
        return include(value);
    }

    /// Adds the fields of a message.
    ///
    /// @param fields complete, as in [#message]
    /// @return this message
    public ProtoMessage include(ProtoMessage fields) {
        fields.pieces.forEach(this::append);
        append(ByteBuffer.wrap(fields.last.toByteArray()));
        return this;
    }

    /// {@return the message, if it is below 2 GB}
    public byte[] toBytes() {
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(sizeBytes));
        pieces.forEach(piece -> all.put(piece.duplicate()));
        return all.put(last.toByteArray()).array();
    }

    /// Writes the message.
    ///
    /// @param channel blocking; left open
    /// @throws IOException if writing fails
    public void writeTo(WritableByteChannel channel) throws IOException {
        for (ByteBuffer piece : pieces) {
            writeFully(channel, piece.duplicate());
        }
        writeFully(channel, ByteBuffer.wrap(last.toByteArray()));
    }

    private static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private void append(ByteBuffer bytes) {
        sizeBytes += bytes.remaining();
        if (bytes.remaining() < LEAST_SHARED_BYTES) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            last.writeBytes(copy);
            return;
        }
        if (last.size() > 0) {
            pieces.add(ByteBuffer.wrap(last.toByteArray()));
            last.reset();
        }
        pieces.add(bytes.duplicate());
    }

    private void tag(int field, int wireType) {
        varint(((long) field << 3) | wireType);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        write((int) rest);
    }

    private void write(int octet) {
        last.write(octet);
        sizeBytes++;
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
