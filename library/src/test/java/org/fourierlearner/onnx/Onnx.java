package org.fourierlearner.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.fourierlearner.tensor.Tensor;

/// A file that ONNX Runtime executes, with one input and one output.
record Onnx(OrtSession session) implements AutoCloseable {

    static Onnx open(Path file) throws OrtException {
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            return new Onnx(OrtEnvironment.getEnvironment().createSession(file.toString(), options));
        }
    }

    float[] run(Tensor input) throws OrtException {
        long[] shape = IntStream.of(input.shape().extents()).asLongStream().toArray();
        try (var tensor = OnnxTensor.createTensor(
                        OrtEnvironment.getEnvironment(), FloatBuffer.wrap(input.toFloats()), shape);
                var results =
                        session.run(Map.of(session.getInputNames().iterator().next(), tensor))) {
            return ((OnnxTensor) results.get(0)).getFloatBuffer().array();
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
