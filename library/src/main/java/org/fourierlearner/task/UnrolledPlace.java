package org.fourierlearner.task;

import java.util.Map;
import org.fourierlearner.optimizer.Steps;
import org.fourierlearner.optimizer.UnrolledSteps;
import org.fourierlearner.problem.InnerStep;
import org.fourierlearner.tensor.Tensor;

/// A problem trained by the optimizer as it is, with gradients through the steps of a window: see
/// [MetaGradient.Backpropagation].
final class UnrolledPlace implements Place {
    private final MetaTraining training;
    private final double share;
    private final Succession problems;

    UnrolledPlace(MetaTraining training, int place, int size) {
        this.training = training;
        share = 1.0 / size;
        problems = new Succession(
                training, place, () -> new Steps[] {training.rule().steps()});
    }

    @Override
    public Tensor loss(long step, int window) {
        problems.advance();
        Episode now = problems.episode();
        Episode.Trained trained = now.trained().getFirst();
        UnrolledSteps unrolled = trained.optimizer().unroll(training.rule());
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
        training.ended(now);
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

    @Override
    public Succession problems() {
        return problems;
    }

    @Override
    public Map<String, Tensor> tensors() {
        return problems.tensors();
    }

    @Override
    public void close() {
        problems.close();
    }
}
