package org.fourierlearner.kernels;

import java.util.Arrays;
import org.fourierlearner.kernels.Example.Sizes;

/// A program for a JVM that lacks the module of vectors.
final class WithoutVectors {

    private WithoutVectors() {}

    /// Says which form it runs, and a number made of all bits of some outputs.
    public static void main(String[] arguments) {
        AttentionKernel kernel = AttentionKernel.of(2);
        System.out.println(kernel.description());
        System.out.println(Integer.toHexString(checksum(kernel)));
    }

    static int checksum(AttentionKernel kernel) {
        return Arrays.hashCode(
                Example.random(new Sizes(2, 3, 67, 67, 5, 7, 11), true, 0.5).output(kernel));
    }
}
