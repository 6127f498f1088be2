package org.fourierlearner.task;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Tensor;

/// A learning problem with its model: what the training loop needs to know of it.
///
/// What a step sees follows from the seed and the number of the step alone, so a run that is
/// resumed sees
/// what it would have seen.
public interface Task extends AutoCloseable {

    /// {@return what is learned}
    Parameters parameters();

    /// Prepares the model for a step, for example by drawing frequencies anew when the schedule
    /// says so.
    ///
    /// @param step the number of steps done before
    void beginStep(long step);

    /// {@return the mean loss of a part of a step's batch, a scalar with gradients} Several threads
    /// may ask for parts of a step at the same time.
    ///
    /// @param step the number of steps done before
    /// @param part which part, from 0
    Tensor loss(long step, int part);

    /// {@return the number of tokens, pixels or atoms of a part of a batch}
    long tokensPerPart();

    /// {@return an estimate of the memory that a part of a batch, or evaluation if that needs more,
    /// takes beyond
    /// weights}
    long activationBytes();

    /// {@return how good the model is on held-out data}
    Evaluation evaluate();

    /// {@return whether there is data for a test in the end}
    default boolean hasTest() {
        return false;
    }

    /// {@return how good the model is on that data}
    default Evaluation test() {
        throw new UnsupportedOperationException("there is no data for a test");
    }

    /// {@return the names of those measures of an evaluation that are recorded beside its score}
    default List<String> recorded() {
        return List.of();
    }

    /// {@return something to look at that the model makes, such as a text}
    ///
    /// @param step the number of steps done
    default Optional<String> sample(long step) {
        return Optional.empty();
    }

    /// {@return what the user should know of the model at this point, such as frequencies that no
    /// longer
    /// count}
    List<String> notices();

    /// Writes the model and all that is needed to use it into a folder, in Hugging Face's layout.
    ///
    /// @param folder exists and is empty
    /// @param provenance where the model comes from
    /// @throws IOException if a file cannot be written
    void write(Path folder, Provenance provenance) throws IOException;

    /// Reads the weights back.
    ///
    /// @param folder written by [#write]
    /// @throws IOException if a file cannot be read or does not fit the model
    void read(Path folder) throws IOException;

    /// {@return the hash of the data, for the record}
    String dataSha256();

    @Override
    void close();
}
