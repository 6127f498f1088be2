package org.fourierlearner.attention;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Rows that hold several sequences one after another, and the same sequences as batches of their own with
/// padding.
///
/// Any number of sequences of any lengths; each is treated as if it were alone. Sequences of like length
/// make a batch, so that less than half of each is padding.
final class Packing {
    private final int batch;
    private final int length;
    private final List<Group> groups;

    /// For each place of the packed batch the place in the groups, one group after another.
    private final Tensor target;

    private Packing(int batch, int length, List<Group> groups, Tensor target) {
        this.batch = batch;
        this.length = length;
        this.groups = groups;
        this.target = target;
    }

    /// A run of places of the packed batch.
    private record Run(int start, int count) {}

    /// @param segments `[batch, length]`, equal within a sequence
    /// @param keys `[batch, length]`, false for padding; null if there is none
    static Packing of(Tensor segments, @Nullable Tensor keys) {
        int batch = segments.extent(0);
        int length = segments.extent(1);
        long[] places = new long[batch * length];
        int next = 0;
        List<Group> groups = new ArrayList<>();
        for (List<Run> runs : byLength(segments.toLongs(), length)) {
            Group group = Group.of(runs, keys);
            groups.add(group);
            for (Run run : runs) {
                for (int t = 0; t < run.count(); t++) {
                    places[run.start() + t] = (long) next + t;
                }
                next += group.longest();
            }
        }
        return new Packing(batch, length, groups, Tensor.of(places, places.length));
    }

    /// The number of the run that each place belongs to, `[batch, length]`, for segments like those of
    /// [Visibility].
    static Tensor runs(Tensor segments) {
        int length = segments.extent(1);
        long[] ids = segments.toLongs();
        long[] numbers = new long[ids.length];
        for (int place = 1; place < ids.length; place++) {
            numbers[place] = numbers[place - 1] + (begins(ids, place, length) ? 1 : 0);
        }
        return Tensor.of(numbers, segments.extent(0), length);
    }

    private static boolean begins(long[] ids, int place, int length) {
        return place % length == 0 || ids[place] != ids[place - 1];
    }

    /// The runs, those together whose lengths have the same next power of two.
    private static Iterable<List<Run>> byLength(long[] ids, int length) {
        var byLength = new TreeMap<Integer, List<Run>>();
        int start = 0;
        for (int place = 1; place <= ids.length; place++) {
            if (place == ids.length || begins(ids, place, length)) {
                int count = place - start;
                int powerOfTwo = Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
                byLength.computeIfAbsent(powerOfTwo, _ -> new ArrayList<>()).add(new Run(start, count));
                start = place;
            }
        }
        return byLength.values();
    }

    /// Attention without segments.
    interface Unpacked {
        Tensor attend(Tensor query, Tensor key, Tensor value, Coordinates queryAt, Coordinates keyAt, Visibility seen);
    }

    /// {@return what attention that knows no segments gives: of each sequence of packed rows as if it were alone, and
    /// nothing of no tokens}
    static Tensor attend(
            Tensor query,
            Tensor key,
            Tensor value,
            Coordinates queryAt,
            Coordinates keyAt,
            Visibility visibility,
            Unpacked attention) {
        if (value.extent(-2) == 0 || query.extent(-2) == 0) {
            return AttentionShapes.nothing(query, value);
        }
        if (visibility.segments() == null) {
            return attention.attend(query, key, value, queryAt, keyAt, visibility);
        }
        var packing = Packing.of(visibility.segments(), visibility.keys());
        int batch = query.extent(0);
        return packing.repack(packing.groups().stream()
                .map(group -> attention.attend(
                        group.unpack(query),
                        group.unpack(key),
                        group.unpack(value),
                        group.unpack(queryAt, batch),
                        group.unpack(keyAt, batch),
                        new Visibility(visibility.causal(), group.tokens(), null)))
                .toList());
    }

    List<Group> groups() {
        return groups;
    }

    /// `[sequences, heads, longest, width]` of each group to `[batch, heads, length, width]`.
    Tensor repack(List<Tensor> unpacked) {
        Tensor[] rows = new Tensor[groups.size()];
        int heads = unpacked.getFirst().extent(1);
        int width = unpacked.getFirst().extent(3);
        for (int g = 0; g < rows.length; g++) {
            rows[g] = unpacked.get(g).transpose(1, 2).reshape(-1, heads, width);
        }
        return Tensor.concatenate(0, rows)
                .indexSelect(0, target)
                .reshape(batch, length, heads, width)
                .transpose(1, 2);
    }

    /// Sequences of like length.
    ///
    /// @param source for each of their places the place in the packed batch, `[sequences · longest]`
    /// @param tokens true where there is a token, `[sequences, longest]`
    record Group(Tensor source, Tensor tokens) {

        private static Group of(List<Run> runs, @Nullable Tensor keys) {
            long[] visible = keys == null ? null : keys.toLongs();
            int longest = runs.stream().mapToInt(Run::count).max().orElse(0);
            long[] from = new long[runs.size() * longest];
            boolean[] isToken = new boolean[from.length];
            for (int n = 0; n < runs.size(); n++) {
                for (int t = 0; t < runs.get(n).count(); t++) {
                    int place = runs.get(n).start() + t;
                    from[n * longest + t] = place;
                    isToken[n * longest + t] = visible == null || visible[place] != 0;
                }
            }
            return new Group(Tensor.of(from, from.length), Tensor.of(isToken, runs.size(), longest));
        }

        int longest() {
            return tokens.extent(1);
        }

        /// `[batch, heads, length, width]` to `[sequences, heads, longest, width]`.
        Tensor unpack(Tensor packed) {
            int heads = packed.extent(1);
            int width = packed.extent(3);
            return packed.transpose(1, 2)
                    .reshape(-1, heads, width)
                    .indexSelect(0, source)
                    .reshape(tokens.extent(0), longest(), heads, width)
                    .transpose(1, 2);
        }

        Coordinates unpack(Coordinates packed, int batch) {
            Tensor values = packed.perExample(batch);
            int dim = packed.dim();
            return Coordinates.of(
                    values.reshape(-1, dim).indexSelect(0, source).reshape(tokens.extent(0), longest(), dim));
        }
    }
}
