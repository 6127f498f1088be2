package org.fourierlearner.tensor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fourierlearner.storage.MalformedDataException;
import org.fourierlearner.storage.SafetensorsFile;
import org.fourierlearner.storage.SafetensorsType;
import org.fourierlearner.storage.SafetensorsWriter;
import org.fourierlearner.storage.StoredTensor;

/// Named tensors in a safetensors file.
public final class TensorFile {

    private TensorFile() {}

    /// Writes a file, whole or not at all.
    ///
    /// @param file where to
    /// @param tensors what to write, in this order
    /// @param metadata text to go with them
    /// @throws IOException if the file cannot be written
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        try (var _ = Scope.withoutGradients()) {
            var writer = new SafetensorsWriter();
            metadata.forEach(writer::metadata);
            tensors.forEach((name, tensor) -> writer.add(
                    name,
                    stored(tensor.type()),
                    tensor.shape().toLongs(),
                    tensor.detach().contiguous().memory()));
            writer.write(file);
        }
    }

    /// Replaces the values of tensors by those of a file.
    ///
    /// @param file written by [#write]
    /// @param tensors what to fill; the file must have them all and no others
    /// @throws MalformedDataException if the file is damaged or holds other tensors, types or shapes
    /// @throws IOException if the file cannot be read
    public static void load(Path file, Map<String, Tensor> tensors) throws IOException {
        try (var _ = Scope.withoutGradients();
                var source = SafetensorsFile.open(file)) {
            for (String name : source.names()) {
                if (!tensors.containsKey(name)) {
                    throw new MalformedDataException(
                            file, "%s: expected only tensors of the configured model, got this one".formatted(name));
                }
            }
            // everything is checked before anything is changed
            Map<Tensor, StoredTensor> found = new LinkedHashMap<>();
            for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
                Tensor tensor = entry.getValue();
                found.put(
                        tensor,
                        source.require(
                                entry.getKey(),
                                stored(tensor.type()),
                                tensor.shape().toLongs()));
            }
            found.forEach((tensor, stored) ->
                    tensor.copyInPlace(Tensor.copyOf(stored.data(), tensor.type(), tensor.shape())));
        }
    }

    private static SafetensorsType stored(ElementType type) {
        return switch (type) {
            case FLOAT32 -> SafetensorsType.F32;
            case FLOAT64 -> SafetensorsType.F64;
            case BFLOAT16 -> SafetensorsType.BF16;
            case INT64 -> SafetensorsType.I64;
            case UINT8 -> SafetensorsType.U8;
            case BOOL -> SafetensorsType.BOOL;
        };
    }
}
