package org.fourierlearner.task;

import java.util.Map;
import java.util.function.Supplier;
import org.fourierlearner.optimizer.Steps;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// The problems of a place, one after the other.
final class Succession implements AutoCloseable {
    private final MetaTraining training;
    private final int place;
    private final Supplier<Steps[]> optimizers;
    private Episode episode;
    private long number;

    /// Begins with the first problem.
    ///
    /// @param training what draws problems
    /// @param place which place
    /// @param optimizers those that train each problem
    Succession(MetaTraining training, int place, Supplier<Steps[]> optimizers) {
        this.training = training;
        this.place = place;
        this.optimizers = optimizers;
        episode = drawn(0);
    }

    private Episode drawn(long which) {
        try (var _ = Scope.withoutGradients()) {
            return training.episode(training.start(place, which), optimizers.get());
        }
    }

    Episode episode() {
        return episode;
    }

    /// {@return which problem this is, from 0}
    long number() {
        return number;
    }

    /// Begins with a problem, as it is before its first step.
    ///
    /// @param which problem
    /// @param step the steps that are made as soon as [#tensors] are restored
    void begin(long which, long step) {
        episode.close();
        number = which;
        episode = drawn(which);
        episode.advance(step);
    }

    /// Goes on to the next problem if this one is over.
    ///
    /// @return whether it has
    boolean advance() {
        if (!episode.isOver()) {
            return false;
        }
        begin(number + 1, 0);
        return true;
    }

    /// {@return everything that changes, by name; shared}
    Map<String, Tensor> tensors() {
        return episode.tensors();
    }

    @Override
    public void close() {
        episode.close();
    }
}
