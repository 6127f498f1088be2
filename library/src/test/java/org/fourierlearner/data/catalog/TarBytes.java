package org.fourierlearner.data.catalog;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Tar archives put together by hand, good ones and bad ones.
final class TarBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    TarBytes entry(char type, String name, String content) {
        return entry(type, name, content, "%011o".formatted(content.getBytes(StandardCharsets.UTF_8).length));
    }

    TarBytes entry(char type, String name, String content, String size) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644\0" + "0000000\0" + "0000000\0" + size + "\0" + "00000000000\0");
        header[156] = (byte) type;
        put(header, 157, type == '2' || type == '1' ? "/etc/passwd" : "");
        put(header, 257, "ustar\00000");
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        out.writeBytes(header);
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        out.writeBytes(Arrays.copyOf(bytes, (bytes.length + 511) / 512 * 512));
        return this;
    }

    byte[] end() {
        out.writeBytes(new byte[1024]);
        return out.toByteArray();
    }

    byte[] cut(int bytes) {
        return Arrays.copyOf(out.toByteArray(), bytes);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
