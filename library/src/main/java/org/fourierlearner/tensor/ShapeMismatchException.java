package org.fourierlearner.tensor;

/// Thrown when an argument's shape is not the one that the operation documents.
public final class ShapeMismatchException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /// Names the argument and both shapes.
    ///
    /// @param argument the argument's name
    /// @param expected the documented shape, in numbers or in words
    /// @param actual the shape that was passed
    public ShapeMismatchException(String argument, String expected, Shape actual) {
        super("%s: expected shape %s, got %s".formatted(argument, expected, actual));
    }
}
