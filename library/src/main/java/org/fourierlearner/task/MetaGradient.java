package org.fourierlearner.task;

/// How the gradient of a learned optimizer is found.
public sealed interface MetaGradient {

    /// {@return the steps of a problem between two changes of the optimizer, at first}
    int firstWindow();

    /// {@return the same in the end; lengths between change by equal ratios}
    int lastWindow();

    private static void require(int firstWindow, int lastWindow) {
        if (firstWindow < 1) {
            throw new IllegalArgumentException(
                    "firstWindow: expected a positive number, got %d".formatted(firstWindow));
        }
        if (lastWindow < firstWindow) {
            throw new IllegalArgumentException(
                    "lastWindow: expected at least firstWindow, %d, got %d".formatted(firstWindow, lastWindow));
        }
    }

    /// Persistent evolution strategies: a problem is trained by two optimizers whose weights
    /// differ from the present ones by opposite draws; what the losses differ by counts along the
    /// sum of all draws since the problem began, or along the one draw of a problem. Unbiased,
    /// whatever the windows.
    ///
    /// Source: Vicol, Metz & Sohl-Dickstein 2021, "Unbiased Gradient Estimation in Unrolled
    /// Computation Graphs with Persistent Evolution Strategies" (arXiv:2112.13835), Algorithm 2;
    /// Li et al. 2023, "Noise-Reuse in Online Evolution Strategies" (arXiv:2304.12180), for one
    /// draw, which has less noise the more windows a problem has.
    ///
    /// @param deviation of a draw
    /// @param draws how often there is another
    /// @param firstWindow the steps of a problem between two changes of the optimizer, at first
    /// @param lastWindow the same in the end
    record Evolution(double deviation, Draws draws, int firstWindow, int lastWindow) implements MetaGradient {

        /// How often the weights of two optimizers are drawn.
        public enum Draws {
            /// For each window.
            WINDOW,

            /// For each problem.
            PROBLEM
        }

        /// Checks the numbers.
        ///
        /// @throws IllegalArgumentException if one is not positive, or windows get shorter
        public Evolution {
            if (!(deviation > 0 && deviation < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "deviation: expected a positive number, got %s".formatted(deviation));
            }
            require(firstWindow, lastWindow);
        }

        /// {@return draws of 0.02, one for each problem, windows of twenty to fifty steps}
        public static Evolution defaults() {
            return new Evolution(0.02, Draws.PROBLEM, 20, 50);
        }
    }

    /// Truncated backpropagation through the steps of a window: gradients of the problem count as
    /// given, and what the optimizer remembers from before too, so it is biased.
    ///
    /// Source: Andrychowicz et al. 2016, "Learning to learn by gradient descent by gradient
    /// descent" (arXiv:1606.04474), section 2.1.
    ///
    /// @param firstWindow the steps of a problem between two changes of the optimizer, at first
    /// @param lastWindow the same in the end
    record Backpropagation(int firstWindow, int lastWindow) implements MetaGradient {

        /// Checks the numbers.
        ///
        /// @throws IllegalArgumentException if one is not positive, or windows get shorter
        public Backpropagation {
            require(firstWindow, lastWindow);
        }

        /// {@return windows of ten to thirty steps}
        public static Backpropagation defaults() {
            return new Backpropagation(10, 30);
        }
    }
}
