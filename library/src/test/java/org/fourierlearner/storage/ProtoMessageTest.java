package org.fourierlearner.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.SplittableRandom;
import org.fourierlearner.testkit.ProtoFields;
import org.junit.jupiter.api.Test;

class ProtoMessageTest {

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new SplittableRandom(count).nextBytes(bytes);
        return bytes;
    }

    @Test
    void bytesOfEverySizeReadBackInOrder() throws IOException {
        int[] sizes = {0, 1, 127, 128, 4095, 4096, 4097, 100_003, 5};
        ProtoMessage inner = new ProtoMessage();
        for (int size : sizes) {
            inner.bytes(1, ByteBuffer.wrap(random(size))).integer(2, -size);
        }
        ProtoMessage outer =
                new ProtoMessage().text(7, "before").message(3, inner).include(new ProtoMessage().text(8, "after"));

        var written = new ByteArrayOutputStream();
        outer.writeTo(Channels.newChannel(written));

        assertThat(written.toByteArray()).isEqualTo(outer.toBytes());
        ProtoFields fields = ProtoFields.parse(outer.toBytes());
        assertThat(fields.text(7)).isEqualTo("before");
        assertThat(fields.text(8)).isEqualTo("after");
        ProtoFields read = fields.message(3);
        for (int n = 0; n < sizes.length; n++) {
            assertThat(read.allBytes(1).get(n)).isEqualTo(random(sizes[n]));
            assertThat(read.numbers(2).get(n)).isEqualTo(-sizes[n]);
        }
    }

    @Test
    void whatIsWrittenOfABufferIsFromPositionToLimit() {
        for (int size : new int[] {10, 10_000}) {
            byte[] all = random(size);
            ByteBuffer part = ByteBuffer.wrap(all, 3, size - 5);

            byte[] written = ProtoFields.parse(new ProtoMessage().bytes(1, part).toBytes())
                    .bytes(1);

            assertThat(ByteBuffer.wrap(written)).isEqualTo(ByteBuffer.wrap(all, 3, size - 5));
            assertThat(part.position()).isEqualTo(3);
        }
    }
}
