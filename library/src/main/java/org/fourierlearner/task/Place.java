package org.fourierlearner.task;

import java.util.Map;
import org.fourierlearner.tensor.Tensor;

/// Where one problem after the other is trained, for the gradient of the optimizer.
sealed interface Place extends AutoCloseable permits EvolvedPlace, UnrolledPlace {

    /// {@return what the losses of a window count, on average, with the gradient of the
    /// optimizer's weights}
    ///
    /// @param step of the optimizer's training
    /// @param window how many steps of the problem
    Tensor loss(long step, int window);

    /// {@return the problems}
    Succession problems();

    /// {@return everything that changes, by name; shared}
    Map<String, Tensor> tensors();

    @Override
    void close();
}
