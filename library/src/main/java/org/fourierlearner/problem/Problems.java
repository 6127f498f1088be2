package org.fourierlearner.problem;

import java.util.function.LongFunction;

/// A family of problems with its data.
public interface Problems extends AutoCloseable {

    /// {@return a problem of the family, to be closed}
    ///
    /// @param seed which one: shapes, data and first weights follow from it
    Problem draw(long seed);

    /// {@return the hash of what was read; empty if everything is made up}
    String dataSha256();

    @Override
    void close();

    /// {@return problems that need no data}
    ///
    /// @param draw makes one of a seed
    static Problems of(LongFunction<Problem> draw) {
        return of(draw, "", () -> {});
    }

    /// {@return problems of some data}
    ///
    /// @param draw makes one of a seed
    /// @param dataSha256 the hash of the data
    /// @param close frees the data
    static Problems of(LongFunction<Problem> draw, String dataSha256, Runnable close) {
        return new Problems() {
            @Override
            public Problem draw(long seed) {
                return draw.apply(seed);
            }

            @Override
            public String dataSha256() {
                return dataSha256;
            }

            @Override
            public void close() {
                close.run();
            }
        };
    }
}
