package org.fourierlearner.data.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.fourierlearner.storage.MalformedDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ImageReaderTest {
    static final List<String> everyFormat = List.of("png", "jpeg", "gif", "bmp");

    @TempDir
    Path folder;

    private Image read(byte[] bytes) throws IOException {
        return ImageReader.read(Files.write(folder.resolve("image"), bytes));
    }

    private void assertRefused(byte[] bytes, String message) {
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage(folder.resolve("image") + message);
    }

    @ParameterizedTest
    @FieldSource("everyFormat")
    void formatsAreToldByTheirFirstBytes(String format) throws IOException {
        for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_3BYTE_BGR}) {
            boolean grey = type == BufferedImage.TYPE_BYTE_GRAY;
            var plain = new BufferedImage(13, 7, type);
            plain.getRaster()
                    .setPixels(0, 0, 13, 7, constant(13 * 7, grey ? new int[] {100} : new int[] {250, 120, 7}));

            Image image = read(TestImages.encode(plain, format));

            assertThat(image).hasToString("13 x 7 " + (grey ? "grey" : "colour"));
            // JPEG may be off by a few
            assertThat(image.at(12, 6, 0)).isBetween(grey ? 97 : 247, grey ? 103 : 253);
            assertThat(image.at(0, 0, grey ? 0 : 2)).isBetween(grey ? 97 : 0, grey ? 103 : 11);
        }
    }

    private static int[] constant(int pixels, int[] samples) {
        int[] values = new int[pixels * samples.length];
        Arrays.setAll(values, i -> samples[i % samples.length]);
        return values;
    }

    @Test
    void greyKeepsItsBytes() throws IOException {
        Image grey = TestImages.random(16, 16, 1, 1);
        var stored = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        stored.getRaster().setDataElements(0, 0, 16, 16, grey.values());

        assertThat(read(TestImages.encode(stored, "png"))).isEqualTo(grey);
        assertThat(read(TestImages.encode(stored, "bmp"))).isEqualTo(grey);
        assertThat(read(TestImages.encode(stored, "gif"))).isEqualTo(grey);
    }

    @Test
    void sixteenBitsAreScaledToEight() throws IOException {
        var stored = new BufferedImage(4, 1, BufferedImage.TYPE_USHORT_GRAY);
        stored.getRaster().setDataElements(0, 0, 4, 1, new short[] {0, 257, 128, (short) 65535});

        assertThat(read(TestImages.encode(stored, "png")).values()).containsExactly(0, 1, 0, 255);
    }

    @Test
    void blackAndWhiteIsGrey() throws IOException {
        var stored = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
        stored.setRGB(1, 0, 0xFFFFFF);

        assertThat(read(TestImages.encode(stored, "png"))).isEqualTo(new Image(2, 1, 1, new byte[] {0, (byte) 255}));
    }

    @Test
    void palettesAreGreyOrColour() throws IOException {
        byte[] one = {0, 50};
        byte[] other = {0, 51};
        var grey = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(1, 2, one, one, one));
        var colour =
                new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(1, 2, one, other, one));
        grey.getRaster().setSample(1, 0, 0, 1);
        colour.getRaster().setSample(1, 0, 0, 1);

        assertThat(read(TestImages.encode(grey, "png"))).isEqualTo(new Image(2, 1, 1, new byte[] {0, 50}));
        assertThat(read(TestImages.encode(colour, "png")))
                .isEqualTo(new Image(2, 1, 3, new byte[] {0, 0, 0, 50, 51, 50}));
    }

    @Test
    void whatIsTransparentIsLaidOnWhite() throws IOException {
        var stored = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        stored.setRGB(0, 0, 0xFF0A141E);
        stored.setRGB(1, 0, 0x000A141E);
        stored.setRGB(2, 0, 0x66000000);

        assertThat(read(TestImages.encode(stored, "png")).values())
                .containsExactly(10, 20, 30, 255, 255, 255, 153, 153, 153);
    }

    @Test
    void ofAnAnimationTheFirstPictureIsTaken() throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (Color colour : List.of(Color.RED, Color.BLUE)) {
                var frame = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
                frame.setRGB(0, 0, colour.getRGB());
                writer.writeToSequence(new IIOImage(frame, null, null), null);
            }
            writer.endWriteSequence();
        }

        assertThat(read(bytes.toByteArray())).isEqualTo(new Image(1, 1, 3, new byte[] {(byte) 255, 0, 0}));
    }

    @ParameterizedTest
    @FieldSource("everyFormat")
    void whatIsCutOffIsRefused(String format) throws IOException {
        byte[] whole = TestImages.encode(TestImages.noise(11, 7, BufferedImage.TYPE_3BYTE_BGR), format);
        Image image = read(whole);

        for (int length = 1; length < whole.length; length += 3) {
            var input = new MemoryCacheImageInputStream(new ByteArrayInputStream(whole, 0, length));
            try {
                // what ends a file may be missing, but no pixel
                assertThat(ImageReader.decode(Path.of("cut"), input)).isEqualTo(image);
                assertThat(length).isGreaterThanOrEqualTo(whole.length - 24);
            } catch (MalformedDataException e) {
                assertThat(e).hasMessageStartingWith("cut: expected ");
            }
        }
    }

    @Test
    void faultsAreNamed() throws IOException {
        byte[] jpeg = TestImages.encode(TestImages.noise(24, 17, BufferedImage.TYPE_3BYTE_BGR), "jpeg");

        assertRefused(
                Arrays.copyOf(jpeg, jpeg.length / 2 + 200),
                ": expected an intact image, got a fault: Truncated File - Missing EOI marker");
        assertRefused("no image".getBytes(UTF_8), ": expected a PNG, JPEG, GIF or BMP image, got another file");
        assertRefused(new byte[0], ": expected a PNG, JPEG, GIF or BMP image, got another file");
        assertThatThrownBy(() -> ImageReader.read(folder))
                .hasMessage(folder + ": expected an image, got a folder or something else");
        assertThatThrownBy(() -> ImageReader.read(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void bytesTooManyDoNoHarm() throws IOException {
        byte[] jpeg = TestImages.encode(TestImages.noise(24, 17, BufferedImage.TYPE_3BYTE_BGR), "jpeg");
        byte[] longer = Arrays.copyOf(jpeg, jpeg.length + 5);
        longer[jpeg.length - 2] = 0;
        longer[jpeg.length - 1] = 0;
        longer[longer.length - 2] = jpeg[jpeg.length - 2];
        longer[longer.length - 1] = jpeg[jpeg.length - 1];

        assertThat(read(longer)).isEqualTo(read(jpeg));
    }

    @Test
    void absurdSizesAreRefusedBeforeMemoryIsTaken() throws IOException {
        ByteBuffer jpeg =
                ByteBuffer.wrap(TestImages.encode(TestImages.noise(24, 17, BufferedImage.TYPE_BYTE_GRAY), "jpeg"));
        int frame = 0;
        while (jpeg.getInt(frame) >>> 16 != 0xFFC0) {
            frame++;
        }
        jpeg.putInt(frame + 5, 0xFFFFFFFF);
        ByteBuffer bmp = ByteBuffer.allocate(54).order(ByteOrder.LITTLE_ENDIAN);
        bmp.put((byte) 'B').put((byte) 'M').putInt(54).putInt(0).putInt(54);
        bmp.putInt(40).putInt(100_000).putInt(100_000).putShort((short) 1).putShort((short) 24);

        assertRefused(
                TestImages.pngHeader(100_000, 100_000),
                ": expected an image of 1 to 67108864 pixels, got 100000 x 100000 declared");
        assertRefused(
                TestImages.pngHeader(8192, 8193),
                ": expected an image of 1 to 67108864 pixels, got 8192 x 8193 declared");
        assertThatThrownBy(() -> read(jpeg.array())).isInstanceOf(MalformedDataException.class);
        assertThatThrownBy(() -> read(bmp.array())).isInstanceOf(MalformedDataException.class);
    }
}
