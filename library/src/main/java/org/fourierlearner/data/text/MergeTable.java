package org.fourierlearner.data.text;

import java.util.Arrays;

/// The merges of a byte-pair vocabulary and their application to a word.
///
/// Application costs `O(n log n)` time in the word's length.
final class MergeTable {
    private static final long EMPTY = -1;

    private final long[] pairs;
    private final int[] merged;

    /// Open addressing: the pair in a slot, and its rank in the slot beside.
    private final long[] keys;

    private final int[] ranks;

    /// @param pairs by rank, as [#pair] gives them; not copied
    /// @param merged the token that each becomes
    MergeTable(long[] pairs, int[] merged) {
        this.pairs = pairs;
        this.merged = merged;
        int slots = Integer.highestOneBit(Math.max(pairs.length, 1)) << 2;
        keys = new long[slots];
        ranks = new int[slots];
        Arrays.fill(keys, EMPTY);
        for (int rank = 0; rank < pairs.length; rank++) {
            int slot = slotOf(pairs[rank]);
            keys[slot] = pairs[rank];
            ranks[slot] = rank;
        }
    }

    static long pair(int left, int right) {
        return (long) left << 32 | right;
    }

    static int left(long pair) {
        return (int) (pair >>> 32);
    }

    static int right(long pair) {
        return (int) pair;
    }

    int size() {
        return pairs.length;
    }

    long pairAt(int rank) {
        return pairs[rank];
    }

    /// {@return what is left when, again and again, the pair of lowest rank is merged, the leftmost first}
    ///
    /// @param symbols the word's tokens before any merge; overwritten
    int[] apply(int[] symbols) {
        int length = symbols.length;
        var previous = new int[length];
        var next = new int[length];
        var candidates = new LongHeap(length);
        for (int i = 0; i < length; i++) {
            previous[i] = i - 1;
            next[i] = i + 1;
            propose(candidates, symbols, i, i + 1);
        }
        int remaining = length;
        while (!candidates.isEmpty()) {
            long candidate = candidates.poll();
            int rank = (int) (candidate >>> 32);
            int at = (int) candidate;
            int other = next[at];
            if (symbols[at] < 0 || other == length || pair(symbols[at], symbols[other]) != pairs[rank]) {
                continue;
            }
            symbols[at] = merged[rank];
            symbols[other] = -1;
            next[at] = next[other];
            if (next[at] < length) {
                previous[next[at]] = at;
            }
            remaining--;
            propose(candidates, symbols, previous[at], at);
            propose(candidates, symbols, at, next[at]);
        }
        var tokens = new int[remaining];
        for (int i = 0, count = 0; i < length; i = next[i]) {
            tokens[count++] = symbols[i];
        }
        return tokens;
    }

    private void propose(LongHeap candidates, int[] symbols, int at, int other) {
        if (at >= 0 && other < symbols.length) {
            int slot = slotOf(pair(symbols[at], symbols[other]));
            if (keys[slot] != EMPTY) {
                candidates.add((long) ranks[slot] << 32 | at);
            }
        }
    }

    /// The slot of a pair, or the empty one where it would be.
    private int slotOf(long pair) {
        long mixed = pair * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & (keys.length - 1);
        while (keys[slot] != EMPTY && keys[slot] != pair) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }
}
