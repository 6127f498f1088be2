package org.fourierlearner.task;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.fourierlearner.tensor.TensorFile;

/// The problems of a training in a checkpoint, so that it goes on as if it had not been
/// interrupted.
final class Places {
    static final String NUMBERS = "problems.safetensors";
    private static final String TENSORS = "problem-weights.safetensors";

    private Places() {}

    static void write(Path folder, List<Place> places) throws IOException {
        try (var _ = Scope.withoutGradients()) {
            long[] numbers = new long[2 * places.size()];
            for (int k = 0; k < places.size(); k++) {
                numbers[2 * k] = places.get(k).problems().number();
                numbers[2 * k + 1] = places.get(k).problems().episode().step();
            }
            TensorFile.write(
                    folder.resolve(NUMBERS), Map.of("numbers", Tensor.of(numbers, places.size(), 2)), Map.of());
            TensorFile.write(folder.resolve(TENSORS), tensors(places), Map.of());
        }
    }

    static void read(Path folder, List<Place> places) throws IOException {
        try (var _ = Scope.withoutGradients()) {
            Tensor numbers = Tensor.zeros(ElementType.INT64, places.size(), 2);
            TensorFile.load(folder.resolve(NUMBERS), Map.of("numbers", numbers));
            long[] all = numbers.toLongs();
            for (int k = 0; k < places.size(); k++) {
                if (all[2 * k] < 0 || all[2 * k + 1] < 0) {
                    throw new MalformedDataException(
                            folder.resolve(NUMBERS), "numbers: expected none below 0, got " + numbers);
                }
                places.get(k).problems().begin(all[2 * k], all[2 * k + 1]);
            }
            TensorFile.load(folder.resolve(TENSORS), tensors(places));
        }
    }

    private static Map<String, Tensor> tensors(List<Place> places) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (int k = 0; k < places.size(); k++) {
            String prefix = k + ".";
            places.get(k).tensors().forEach((name, tensor) -> all.put(prefix + name, tensor));
        }
        return all;
    }
}
