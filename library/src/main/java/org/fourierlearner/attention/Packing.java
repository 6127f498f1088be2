package org.fourierlearner.attention;

import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Rows that hold several sequences one after another, and the same sequences as a batch of their own with
/// padding.
///
/// Any number of sequences of any lengths; each is treated as if it were alone.
final class Packing {
    private final int batch;
    private final int length;
    private final int sequences;
    private final int longest;

    /// For each place of the unpacked batch the place in the packed one.
    private final Tensor source;

    /// For each place of the packed batch the place in the unpacked one.
    private final Tensor target;

    private final Tensor tokens;

    private Packing(int batch, int length, List<int[]> runs, boolean @Nullable [] visible) {
        this.batch = batch;
        this.length = length;
        sequences = runs.size();
        longest = runs.stream().mapToInt(run -> run[1]).max().orElse(0);
        long[] from = new long[sequences * longest];
        long[] to = new long[batch * length];
        boolean[] isToken = new boolean[from.length];
        for (int n = 0; n < sequences; n++) {
            int start = runs.get(n)[0];
            int count = runs.get(n)[1];
            for (int t = 0; t < count; t++) {
                from[n * longest + t] = (long) start + t;
                to[start + t] = (long) n * longest + t;
                isToken[n * longest + t] = visible == null || visible[start + t];
            }
        }
        source = Tensor.of(from, from.length);
        target = Tensor.of(to, to.length);
        tokens = Tensor.of(isToken, sequences, longest);
    }

    /// @param segments `[batch, length]`, equal within a sequence
    /// @param keys `[batch, length]`, false for padding; null if there is none
    static Packing of(Tensor segments, @Nullable Tensor keys) {
        int batch = segments.extent(0);
        int length = segments.extent(1);
        long[] ids = segments.toLongs();
        List<int[]> runs = new ArrayList<>();
        for (int place = 0; place < ids.length; place++) {
            if (place % length == 0 || ids[place] != ids[place - 1]) {
                runs.add(new int[] {place, 0});
            }
            runs.getLast()[1]++;
        }
        boolean[] visible = null;
        if (keys != null) {
            long[] flags = keys.toLongs();
            visible = new boolean[flags.length];
            for (int place = 0; place < flags.length; place++) {
                visible[place] = flags[place] != 0;
            }
        }
        return new Packing(batch, length, runs, visible);
    }

    /// True where the unpacked batch holds a token, `[sequences, longest]`.
    Tensor tokens() {
        return tokens;
    }

    /// `[batch, heads, length, width]` to `[sequences, heads, longest, width]`.
    Tensor unpack(Tensor packed) {
        int heads = packed.extent(1);
        int width = packed.extent(3);
        return packed.transpose(1, 2)
                .reshape(batch * length, heads, width)
                .indexSelect(0, source)
                .reshape(sequences, longest, heads, width)
                .transpose(1, 2);
    }

    /// `[sequences, heads, longest, width]` to `[batch, heads, length, width]`.
    Tensor repack(Tensor unpacked) {
        int heads = unpacked.extent(1);
        int width = unpacked.extent(3);
        return unpacked.transpose(1, 2)
                .reshape(sequences * longest, heads, width)
                .indexSelect(0, target)
                .reshape(batch, length, heads, width)
                .transpose(1, 2);
    }

    Coordinates unpack(Coordinates packed) {
        Tensor values = packed.perExample(batch);
        int dim = packed.dim();
        return Coordinates.of(
                values.reshape(batch * length, dim).indexSelect(0, source).reshape(sequences, longest, dim));
    }
}
