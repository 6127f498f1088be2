package org.fourierlearner.problem;

/// A family of problems with its data.
public interface Problems extends AutoCloseable {

    /// {@return a problem of the family, to be closed}
    ///
    /// @param seed which one: shapes, data and first weights follow from it
    Problem draw(long seed);

    @Override
    void close();
}
