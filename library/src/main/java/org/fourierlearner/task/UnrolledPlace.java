package org.fourierlearner.task;

import java.util.Map;
import org.fourierlearner.optimizer.LearnedOptimizer;
import org.fourierlearner.problem.InnerStep;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// A problem trained by the optimizer as it is, with gradients through the steps of a window: see
/// [MetaGradient.Backpropagation].
final class UnrolledPlace implements Place {
    private final MetaTraining training;
    private final int place;
    private final double share;
    private @Nullable Episode episode;
    private long number = -1;

    UnrolledPlace(MetaTraining training, int place, int size) {
        this.training = training;
        this.place = place;
        share = 1.0 / size;
    }

    @Override
    public Tensor loss(long step, int window) {
        Episode now = episode == null || episode.isOver() ? next() : episode;
        Episode.Trained trained = now.trained().getFirst();
        LearnedOptimizer.Unrolled unrolled = trained.optimizer().unroll(training.rule());
        int steps = now.windowed(window);
        Tensor along = null;
        double sum = 0;
        for (int k = 0; k < steps && !now.hasDiverged(); k++) {
            long at = now.step() + k;
            double loss = InnerStep.backward(trained.problem(), at);
            sum += now.weight(at) * Episode.counted(loss, trained.firstLoss());
            if (Episode.counts(loss, trained.firstLoss())) {
                Tensor product = unrolled.along();
                if (product != null) {
                    // the derivative of a logarithm
                    Tensor counted = product.multiply(now.weight(at) / loss);
                    along = along == null ? counted : along.add(counted);
                }
            }
            if (Double.isFinite(loss)) {
                unrolled.step();
            } else {
                now.cutOff();
            }
            InnerStep.clear(trained.problem());
        }
        now.advance(steps);
        double mean = share * sum / window;
        if (along == null) {
            // no step was made that a gradient could flow through
            Tensor any =
                    training.rule().parameters().weights().values().iterator().next();
            return any.sum().multiply(0).add(mean);
        }
        Tensor scaled = along.multiply(share / window);
        return scaled.subtract(scaled.detach()).add(mean);
    }

    private Episode next() {
        try (var _ = Scope.withoutGradients()) {
            begin(number + 1, 0);
        }
        if (episode == null) {
            throw new IllegalStateException("no problem was begun");
        }
        return episode;
    }

    @Override
    public void begin(long which, long step) {
        if (episode != null) {
            episode.close();
        }
        number = which;
        episode = training.episode(training.start(place, which), training.rule().steps());
        episode.advance((int) step);
    }

    @Override
    public long number() {
        return Math.max(0, number);
    }

    @Override
    public long step() {
        return episode == null ? 0 : episode.step();
    }

    @Override
    public Map<String, Tensor> tensors() {
        return episode == null ? Map.of() : episode.tensors();
    }

    @Override
    public void close() {
        if (episode != null) {
            episode.close();
        }
    }
}
