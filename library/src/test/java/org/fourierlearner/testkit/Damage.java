package org.fourierlearner.testkit;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;

/// Copies of sound bytes with a few faults, as readers must bear them.
public final class Damage {
    private static final int MOST_FAULTS = 4;

    private Damage() {}

    /// {@return copies in which bytes were replaced, by those of elsewhere or by any, or whose end is lost}
    ///
    /// @param sound what to damage
    /// @param count how many copies
    /// @param seed the same seed gives the same copies
    public static Stream<byte[]> copies(byte[] sound, int count, long seed) {
        var random = new Random(seed);
        return Stream.generate(() -> damaged(sound.clone(), random)).limit(count);
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        for (int fault = random.nextInt(MOST_FAULTS); fault >= 0; fault--) {
            byte other = random.nextBoolean() ? bytes[random.nextInt(bytes.length)] : (byte) random.nextInt();
            bytes[random.nextInt(bytes.length)] = other;
        }
        return random.nextInt(MOST_FAULTS) > 0 ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
}
