package org.fourierlearner.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A protocol-buffer message read back: numbers of fixed and variable width as bits, the rest as bytes.
public record ProtoFields(Map<Integer, List<Object>> fields) {

    public static ProtoFields parse(byte[] data) {
        ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        Map<Integer, List<Object>> fields = new LinkedHashMap<>();
        while (in.hasRemaining()) {
            long tag = varint(in);
            Object value = switch ((int) (tag % 8)) {
                case 0 -> varint(in);
                case 1 -> in.getLong();
                case 2 -> {
                    byte[] bytes = new byte[(int) varint(in)];
                    in.get(bytes);
                    yield bytes;
                }
                case 5 -> (long) in.getInt();
                default -> throw new IllegalStateException("wire type " + tag % 8);
            };
            fields.computeIfAbsent((int) (tag / 8), _ -> new ArrayList<>()).add(value);
        }
        return new ProtoFields(fields);
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private List<Object> all(int field) {
        return fields.getOrDefault(field, List.of());
    }

    private Object only(int field) {
        assertThat(all(field)).as("field %d", field).hasSize(1);
        return all(field).getFirst();
    }

    public long number(int field) {
        return (Long) only(field);
    }

    public List<Long> numbers(int field) {
        return all(field).stream().map(value -> (Long) value).toList();
    }

    public byte[] bytes(int field) {
        return (byte[]) only(field);
    }

    public List<byte[]> allBytes(int field) {
        return all(field).stream().map(value -> (byte[]) value).toList();
    }

    public String text(int field) {
        return text(only(field));
    }

    public List<String> texts(int field) {
        return all(field).stream().map(ProtoFields::text).toList();
    }

    private static String text(Object value) {
        return new String((byte[]) value, StandardCharsets.UTF_8);
    }

    public ProtoFields message(int field) {
        return parse(bytes(field));
    }

    public List<ProtoFields> messages(int field) {
        return all(field).stream().map(value -> parse((byte[]) value)).toList();
    }
}
