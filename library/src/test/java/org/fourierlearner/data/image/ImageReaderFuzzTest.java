package org.fourierlearner.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.testkit.Damage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the bytes, they are an image or refused by the name of their file.
class ImageReaderFuzzTest {

    @FuzzTest
    void anyBytesAreAnImageOrRefused(byte[] bytes) throws IOException {
        try (var input = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            Image image = ImageReader.decode(Path.of("fuzz.png"), input);
            assertThat((long) image.width() * image.height()).isBetween(1L, (long) ImageReader.MOST_PIXELS);
        } catch (MalformedDataException e) {
            assertThat(e).hasMessageStartingWith("fuzz.png: expected ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "gif", "bmp"})
    void damagedImagesAreDecodedOrRefused(String format) throws IOException {
        for (int type :
                new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_BYTE_INDEXED
                }) {
            byte[] sound = TestImages.encode(TestImages.noise(5, 4, type), format);
            for (byte[] damaged : (Iterable<byte[]>) Damage.copies(sound, 60, 1)::iterator) {
                anyBytesAreAnImageOrRefused(damaged);
            }
        }
    }

    @Test
    void damagedHeadersAreDecodedOrRefused() throws IOException {
        for (byte[] damaged : (Iterable<byte[]>) Damage.copies(TestImages.pngHeader(5, 4), 100, 1)::iterator) {
            anyBytesAreAnImageOrRefused(damaged);
        }
    }
}
