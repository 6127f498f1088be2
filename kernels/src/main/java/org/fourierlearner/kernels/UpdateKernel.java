package org.fourierlearner.kernels;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// One step of a learned optimizer over all coordinates of a tensor: each is a stream of its own,
/// whose memory is linear attention over its past gradients, with position logits in time, or recurrent.
///
/// With `r` the root of the mean square of a coordinate's gradients and `s(x) = x/(1 + |x|)`,
///
///     x = (clip(g/r), s(r/tensor's root), s(weight/tensor's root))
///     q, k = W x cut off at ±3,  v = W x + clip(g/r)
///     K = exp(ω·k − |k|²/2√d + key logits),  S ← kept·S + K·v,  z ← kept·z + K
///     Q = exp(ω·q + query logits),  a = ΣQS / ΣQz
///     h = max(0, W [x, a] + b),  (d, e) = W h
///     weight ← weight − size·(mix·(clip(g/r), a) + d)·(1 + s(e))
///
/// In place of attention's, `a` may be what a recurrent network tells, see [UpdateMemory.Lstm].
///
/// A coordinate is read once and written once. One thread at a time may use an instance. Results
/// do not depend on the number of threads, bit for bit.
public final class UpdateKernel {
    /// Ratios beyond it are cut off.
    public static final float BOUND = 5;

    /// Queries and keys are cut off at it, so that exponentials stay in range as long as directions
    /// and position logits are not dozens.
    public static final float REACH = 3;

    /// Fewer coordinates stay with the calling thread.
    private static final long WORTH_SHARING = 16_384;

    private final AttentionKernel kernel;
    private final int threads;
    private final UpdateNetwork network;

    /// Made once, because most weights are small.
    private final UpdateTile own;

    /// Sums over the coordinates of a tensor.
    ///
    /// @param ratioSquares of the gradient over the root of its mean square
    /// @param alignment of that with what was remembered before, the sum of products
    /// @param before the squares of what was remembered
    /// @param toldSquares of each number that the memory tells
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Sums(double ratioSquares, double alignment, double before, double[] toldSquares) {}

    /// Prepares for steps.
    ///
    /// @param kernel whose inner loops to use
    /// @param threads the most threads to use, for many coordinates
    /// @param network the same for all coordinates
    public UpdateKernel(AttentionKernel kernel, int threads, UpdateNetwork network) {
        this.kernel = kernel;
        this.threads = threads;
        this.network = network;
        own = new UpdateTile(kernel.columns(), network);
    }

    /// {@return the sum of the squares of floats}
    ///
    /// @param numbers read
    public static double sumOfSquares(MemorySegment numbers) {
        ColumnArithmetic arithmetic = AttentionKernel.of(1).columns();
        long count = numbers.byteSize() / Float.BYTES;
        float[] tile = new float[UpdateTile.COLUMNS];
        double sum = 0;
        for (long first = 0; first < count; first += UpdateTile.COLUMNS) {
            UpdateTile.load(numbers, first, (int) Math.min(UpdateTile.COLUMNS, count - first), tile, 0);
            sum += arithmetic.dot(tile, 0, tile, 0, UpdateTile.COLUMNS);
        }
        return sum;
    }

    /// {@return whether several threads will work, so that memory must not belong to one}
    ///
    /// @param coordinates of a weight
    public boolean shares(long coordinates) {
        return threads > 1 && coordinates >= WORTH_SHARING;
    }

    /// Changes weights.
    ///
    /// @param step what the coordinates share
    /// @param weight floats, changed
    /// @param gradient as many
    /// @param state `[slots, coordinates]` floats, changed
    /// @return sums over all
    /// @throws IllegalArgumentException if sizes do not fit each other
    public Sums step(UpdateStep step, MemorySegment weight, MemorySegment gradient, MemorySegment state) {
        if (gradient.byteSize() != weight.byteSize()) {
            throw new IllegalArgumentException(
                    "gradient: expected %d bytes, got %d".formatted(weight.byteSize(), gradient.byteSize()));
        }
        if (state.byteSize() != network.slots() * weight.byteSize()) {
            throw new IllegalArgumentException("state: expected %d bytes, for %d numbers a coordinate, got %d"
                    .formatted(network.slots() * weight.byteSize(), network.slots(), state.byteSize()));
        }
        step.requireSizesOf(network);
        long coordinates = weight.byteSize() / Float.BYTES;
        int tiles = Math.toIntExact(Math.ceilDiv(coordinates, (long) UpdateTile.COLUMNS));
        int each = UpdateTile.sums(network);
        double[] sums = new double[tiles * each];
        if (shares(coordinates)) {
            Workers.run(threads, tiles, () -> {
                var tile = new UpdateTile(kernel.columns(), network);
                return index -> tile.run(step, index, weight, gradient, state, coordinates, sums);
            });
        } else {
            for (int index = 0; index < tiles; index++) {
                own.run(step, index, weight, gradient, state, coordinates, sums);
            }
        }
        double[] total = new double[each];
        for (int place = 0; place < sums.length; place++) {
            total[place % each] += sums[place];
        }
        return new Sums(total[0], total[1], total[2], Arrays.copyOfRange(total, 3, each));
    }
}
