package org.fourierlearner.attention;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Queries, keys and values with their places and what they see, as plain arrays. Extents are distinct
/// primes, so that no two axes can be confused unnoticed.
///
/// @param name what is special
/// @param queryAt `[queryLength, dim]`, or `[batch, queryLength, dim]` unless shared
/// @param keyAt likewise
/// @param keys `[batch, keyLength]`, true for tokens
/// @param segments `[batch, keyLength]`
@SuppressWarnings("ArrayRecordComponent") // never compared
record Tokens(
        String name,
        int batch,
        int queryLength,
        int keyLength,
        int dim,
        float[] query,
        float[] key,
        float[] value,
        double[] queryAt,
        double[] keyAt,
        boolean shared,
        boolean causal,
        boolean @Nullable [] keys,
        long @Nullable [] segments) {

    static final int BATCH = 2;
    static final int HEADS = 3;
    static final int LENGTH = 11;
    static final int OTHER_LENGTH = 13;
    static final int HEAD_DIM = 5;
    static final int VALUE_DIM = 7;

    static float[] gaussian(long seed, int count, double deviation) {
        var random = new Random(seed);
        float[] values = new float[count];
        for (int n = 0; n < count; n++) {
            values[n] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    static double[] range(double first, int count) {
        double[] values = new double[count];
        for (int n = 0; n < count; n++) {
            values[n] = first + n;
        }
        return values;
    }

    private static double[] spread(long seed, int count, double extent) {
        var random = new Random(seed);
        return random.doubles(count, 0, extent).toArray();
    }

    static Tokens all(int batch, int length) {
        return new Tokens(
                "all",
                batch,
                length,
                length,
                1,
                gaussian(1, batch * HEADS * length * HEAD_DIM, 1),
                gaussian(2, batch * HEADS * length * HEAD_DIM, 1),
                gaussian(3, batch * HEADS * length * VALUE_DIM, 1),
                range(0, length),
                range(0, length),
                true,
                false,
                null,
                null);
    }

    static Tokens all() {
        return all(BATCH, LENGTH);
    }

    static Tokens upToSelf() {
        return all().withVisibility("causal", true, null, null);
    }

    static Tokens upToSelf(int batch, int length) {
        return all(batch, length).withVisibility("causal", true, null, null);
    }

    static Tokens cross() {
        return new Tokens(
                "cross attention in the plane",
                BATCH,
                LENGTH,
                OTHER_LENGTH,
                2,
                gaussian(1, BATCH * HEADS * LENGTH * HEAD_DIM, 1),
                gaussian(2, BATCH * HEADS * OTHER_LENGTH * HEAD_DIM, 1),
                gaussian(3, BATCH * HEADS * OTHER_LENGTH * VALUE_DIM, 1),
                spread(4, 2 * LENGTH, 6),
                spread(5, 2 * OTHER_LENGTH, 6),
                true,
                false,
                null,
                null);
    }

    /// Cells of a grid of 4 rows and 6 columns.
    static Tokens grid(int batch) {
        int length = 4 * 6;
        double[] places = new double[2 * length];
        for (int cell = 0; cell < length; cell++) {
            int row = cell / 6;
            places[2 * cell] = row;
            places[2 * cell + 1] = cell % 6;
        }
        return all(batch, length).at("grid", places, true);
    }

    boolean isGrid() {
        return name.startsWith("grid");
    }

    Tokens withVisibility(String name, boolean causal, boolean @Nullable [] keys, long @Nullable [] segments) {
        return new Tokens(
                name,
                batch,
                queryLength,
                keyLength,
                dim,
                query,
                key,
                value,
                queryAt,
                keyAt,
                shared,
                causal,
                keys,
                segments);
    }

    Tokens withContent(float[] query, float[] key, float[] value) {
        return new Tokens(
                name,
                batch,
                queryLength,
                keyLength,
                dim,
                query,
                key,
                value,
                queryAt,
                keyAt,
                shared,
                causal,
                keys,
                segments);
    }

    /// The same places for queries and keys.
    Tokens at(String name, double[] places, boolean shared) {
        return new Tokens(
                name,
                batch,
                queryLength,
                keyLength,
                places.length / (shared ? keyLength : batch * keyLength),
                query,
                key,
                value,
                places,
                places,
                shared,
                causal,
                keys,
                segments);
    }

    Tokens withPlaces(double[] queryAt, double[] keyAt) {
        return new Tokens(
                name,
                batch,
                queryLength,
                keyLength,
                dim,
                query,
                key,
                value,
                queryAt,
                keyAt,
                shared,
                causal,
                keys,
                segments);
    }

    /// The rows of one place, `[heads, width]`, of one example.
    float[] last(float[] values, int length) {
        return rows(values, length - 1, length);
    }

    private float[] rows(float[] values, int start, int end) {
        int width = values.length / (HEADS * keyLength);
        float[] rows = new float[HEADS * (end - start) * width];
        for (int h = 0; h < HEADS; h++) {
            System.arraycopy(
                    values, (h * keyLength + start) * width, rows, h * (end - start) * width, (end - start) * width);
        }
        return rows;
    }

    /// The last of some tokens of one example, which sees them all.
    Tokens lastQueryOf(int length) {
        return new Tokens(
                name,
                1,
                1,
                length,
                dim,
                last(query, length),
                rows(key, 0, length),
                rows(value, 0, length),
                Arrays.copyOfRange(queryAt, length - 1, length),
                Arrays.copyOf(keyAt, length),
                true,
                false,
                null,
                null);
    }

    /// Padding where a place of its row is 0.
    Tokens padded(String name, String... rows) {
        boolean[] tokens = new boolean[batch * keyLength];
        for (int b = 0; b < batch; b++) {
            for (int j = 0; j < keyLength; j++) {
                tokens[b * keyLength + j] = rows[b].charAt(j) == '1';
            }
        }
        return withVisibility(name, causal, tokens, segments);
    }

    /// Segments by the letters of each row.
    Tokens packed(String name, String... rows) {
        long[] ids = new long[batch * keyLength];
        for (int b = 0; b < batch; b++) {
            for (int j = 0; j < keyLength; j++) {
                ids[b * keyLength + j] = rows[b].charAt(j);
            }
        }
        return withVisibility(name, causal, keys, ids);
    }

    /// Places that differ between examples and are not regular.
    Tokens perExample() {
        double[] places = spread(6, batch * keyLength, 1.5);
        for (int b = 0; b < batch; b++) {
            for (int j = 0; j < keyLength; j++) {
                places[b * keyLength + j] += (j == 0) ? 100 * b : places[b * keyLength + j - 1];
            }
        }
        return at(causal ? "causal, places per example" : "places per example", places, false);
    }

    boolean isToken(int b, int j) {
        return keys == null || keys[b * keyLength + j];
    }

    boolean sees(int b, int i, int j) {
        if ((causal && j > i) || !isToken(b, j)) {
            return false;
        }
        if (segments == null) {
            return true;
        }
        for (int t = Math.min(i, j); t < Math.max(i, j); t++) {
            if (segments[b * keyLength + t] != segments[b * keyLength + t + 1]) {
                return false;
            }
        }
        return true;
    }

    double placeOf(double[] places, int length, int b, int t, int axis) {
        return places[((shared ? 0 : b) * length + t) * dim + axis];
    }

    /// Whether all places are whole and within the range.
    boolean areIndices() {
        return DoubleStream.concat(Arrays.stream(queryAt), Arrays.stream(keyAt))
                .allMatch(place -> place == Math.rint(place) && place >= 0 && place <= OTHER_LENGTH);
    }

    CoordinateRange coordinateRange() {
        return new CoordinateRange(dim, 1, OTHER_LENGTH);
    }

    Tensor queries() {
        return Tensor.of(query, batch, HEADS, queryLength, HEAD_DIM);
    }

    Tensor allKeys() {
        return Tensor.of(key, batch, HEADS, keyLength, HEAD_DIM);
    }

    Tensor values() {
        return Tensor.of(value, batch, HEADS, keyLength, VALUE_DIM);
    }

    Coordinates queriesAt() {
        return coordinates(queryAt, queryLength);
    }

    Coordinates keysAt() {
        return coordinates(keyAt, keyLength);
    }

    private Coordinates coordinates(double[] places, int length) {
        return Coordinates.of(shared ? Tensor.of(places, length, dim) : Tensor.of(places, batch, length, dim));
    }

    Visibility visibility() {
        return new Visibility(
                causal,
                keys == null ? null : Tensor.of(keys, batch, keyLength),
                segments == null ? null : Tensor.of(segments, batch, keyLength));
    }

    Tensor attend(Attention attention) {
        return attention.attend(queries(), allKeys(), values(), queriesAt(), keysAt(), visibility());
    }

    Tensor weights(Attention attention) {
        return attention.weights(queries(), allKeys(), queriesAt(), keysAt(), visibility());
    }

    double greatestValue() {
        double greatest = 0;
        for (float v : value) {
            greatest = Math.max(greatest, Math.abs(v));
        }
        return greatest;
    }

    Tokens scaled(double factor) {
        return withContent(times(query, factor), times(key, factor), value);
    }

    private static float[] times(float[] values, double factor) {
        float[] scaled = Arrays.copyOf(values, values.length);
        for (int n = 0; n < scaled.length; n++) {
            scaled[n] = (float) (scaled[n] * factor);
        }
        return scaled;
    }

    @Override
    public String toString() {
        return name;
    }
}
