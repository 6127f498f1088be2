package org.fourierlearner.kernels;

/// What a learned optimizer remembers of a coordinate, in plain numbers: see [UpdateKernel].
public sealed interface UpdateMemory {

    /// {@return the numbers that are remembered of a coordinate}
    int slots();

    /// {@return the numbers that are told of a coordinate}
    int width();

    /// {@return the number that a gradient is compared with, of those remembered}
    int compared();

    /// Causal linear attention over the steps so far.
    ///
    /// @param heads how many
    /// @param headDim the width of queries and keys
    /// @param features the features of a head
    /// @param tokens rows of queries, keys and values, `[2·heads·headDim + heads][INPUTS]`
    /// @param directions `ω` of the features, `[heads][features][headDim]`, with the scale of queries
    ///     and keys
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Attention(int heads, int headDim, int features, float[] tokens, float[] directions) implements UpdateMemory {

        /// Checks the sizes.
        ///
        /// @throws IllegalArgumentException if an array is of another size
        public Attention {
            UpdateNetwork.require("tokens", tokens, (2 * heads * headDim + heads) * UpdateNetwork.INPUTS);
            UpdateNetwork.require("directions", directions, heads * features * headDim);
        }

        @Override
        public int slots() {
            return 2 * heads * features;
        }

        @Override
        public int width() {
            return heads;
        }

        /// The sum `S` of the first feature of the head in the middle.
        @Override
        public int compared() {
            return 2 * (heads / 2) * features;
        }

        /// {@return whether queries are in sums and totals alike: those of one feature are}
        boolean queriesCancel() {
            return features == 1;
        }

        int queryRow(int head) {
            return head * headDim;
        }

        int keyRow(int head) {
            return (heads + head) * headDim;
        }

        int valueRow(int head) {
            return 2 * heads * headDim + head;
        }

        int tokenRows() {
            return 2 * heads * headDim + heads;
        }

        /// Where a feature's `S` is among all that is remembered; its `z` is next.
        int sumRow(int feature) {
            return 1 + 2 * feature;
        }

        /// What squares of keys count, in their logits.
        float halfScale() {
            return (float) (0.5 / Math.sqrt(headDim));
        }
    }

    /// A recurrent network, which remembers what its cells told and what they hold.
    ///
    /// @param cells how many
    /// @param gates rows of input, forget and output gates and of candidates, `[4·cells][INPUTS + cells]`
    /// @param biases of these rows
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Lstm(int cells, float[] gates, float[] biases) implements UpdateMemory {

        /// Checks the sizes.
        ///
        /// @throws IllegalArgumentException if an array is of another size
        public Lstm {
            UpdateNetwork.require("gates", gates, 4 * cells * (UpdateNetwork.INPUTS + cells));
            UpdateNetwork.require("biases", biases, 4 * cells);
        }

        @Override
        public int slots() {
            return 2 * cells;
        }

        @Override
        public int width() {
            return cells;
        }

        /// What the first cell holds.
        @Override
        public int compared() {
            return cells;
        }
    }
}
