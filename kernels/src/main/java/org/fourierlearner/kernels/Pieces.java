package org.fourierlearner.kernels;

/// Tokens cut into pieces of equal length, for more threads than there are heads.
///
/// The cut depends on the arguments and the cores of the machine, never on the number of threads in use, so
/// neither do results.
///
/// @param count the number of pieces
/// @param length the number of tokens
record Pieces(int count, int length) {
    /// Shorter pieces are not worth their sums.
    private static final int LEAST = 1024;

    /// {@return one piece, if there are heads for all cores or sequences of their own}
    ///
    /// @param cores of the machine
    static int count(AttentionProblem problem, int cores) {
        int heads = problem.query().batch() * problem.query().heads();
        if (heads >= cores || heads == 0 || problem.runs() != null) {
            return 1;
        }
        // as many pieces as cores share out evenly whatever the number of heads
        return Math.max(1, Math.min(cores, problem.key().rows() / LEAST));
    }

    int start(int piece) {
        long tiles = Math.ceilDiv(length, Tiles.LONGEST);
        return (int) Math.min(length, tiles * piece / count * Tiles.LONGEST);
    }

    int end(int piece) {
        return start(piece + 1);
    }
}
