package org.fourierlearner.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.fourierlearner.storage.AtomicFile;
import org.fourierlearner.storage.ProtoMessage;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Shape;
import org.fourierlearner.tensor.Tensor;

/// A graph of ONNX operators under construction. Arrays are of numbers in single precision, and the
/// first axis of inputs and outputs is the batch, of any extent.
///
/// What initializers hold is not copied: the graph is written in the scope in which it was built.
///
/// Source: ONNX, `onnx.proto`; "Open Neural Network Exchange Intermediate Representation Specification",
/// where names are those of C.
public final class OnnxGraph {

    /// The first version of operators whose reductions all take their axes in the same way.
    static final int OPERATOR_SET = 18;

    /// The version of the format that came with that of the operators.
    static final int FORMAT = 8;

    private static final String BATCH = "batch";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final ProtoMessage inputs = new ProtoMessage();
    private final ProtoMessage nodes = new ProtoMessage();
    private final ProtoMessage outputs = new ProtoMessage();
    private final ProtoMessage initializers = new ProtoMessage();
    private final Set<String> names = new HashSet<>();
    private final Map<Object, OnnxValue> constants = new HashMap<>();

    /// An empty graph.
    public OnnxGraph() {}

    /// {@return an input of the graph, `[batch, …]`}
    ///
    /// @param name its name
    /// @param extents those of the axes after the batch
    public OnnxValue input(String name, int... extents) {
        OnnxValue value = value(name);
        inputs.message(Graph.INPUT, described(name, extents));
        return value;
    }

    /// Makes a value an output of the graph, `[batch, …]`.
    ///
    /// @param name its name
    /// @param value what it is
    /// @param extents those of the axes after the batch
    public void output(String name, OnnxValue value, int... extents) {
        OnnxValue output = value(name);
        addNode("Identity", List.of(), List.of(value), List.of(output));
        outputs.message(Graph.OUTPUT, described(name, extents));
    }

    /// {@return an array that is part of the file}
    ///
    /// @param name its name, in which dots become underscores
    /// @param tensor what it holds, in single precision
    public OnnxValue initializer(String name, Tensor tensor) {
        Tensor stored = tensor.detach().to(ElementType.FLOAT32).contiguous();
        return initializer(
                name.replace('.', '_'),
                TensorMessage.FLOAT,
                stored.shape(),
                stored.memory().asByteBuffer());
    }

    /// {@return a number}
    ///
    /// @param value rounded to single precision
    public OnnxValue scalar(double value) {
        return constants.computeIfAbsent((float) value, number -> {
            ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putFloat((float) number);
            return initializer(fresh("scalar"), TensorMessage.FLOAT, Shape.of(), bytes.flip());
        });
    }

    /// {@return a vector of integers, for what operators want to know about axes}
    ///
    /// @param values the integers
    OnnxValue integers(int... values) {
        return constants.computeIfAbsent(IntStream.of(values).boxed().toList(), _ -> {
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            IntStream.of(values).forEach(bytes::putLong);
            return initializer(fresh("integers"), TensorMessage.INT64, Shape.of(values.length), bytes.flip());
        });
    }

    private OnnxValue initializer(String name, int type, Shape shape, ByteBuffer bytes) {
        OnnxValue value = value(name);
        ProtoMessage message = new ProtoMessage();
        for (int extent : shape.extents()) {
            message.integer(TensorMessage.EXTENT, extent);
        }
        message.integer(TensorMessage.TYPE, type).text(TensorMessage.NAME, name).bytes(TensorMessage.BYTES, bytes);
        initializers.message(Graph.INITIALIZER, message);
        return value;
    }

    /// {@return what an operator of the standard set computes}
    ///
    /// @param operator its name
    /// @param attributes its constant arguments
    /// @param arguments its other arguments
    OnnxValue node(String operator, List<OnnxAttribute> attributes, OnnxValue... arguments) {
        return node(operator, 1, attributes, arguments).getFirst();
    }

    /// {@return what an operator of several results computes}
    ///
    /// @param operator its name
    /// @param results how many there are
    /// @param attributes its constant arguments
    /// @param arguments its other arguments
    List<OnnxValue> node(String operator, int results, List<OnnxAttribute> attributes, OnnxValue... arguments) {
        List<OnnxValue> values = new ArrayList<>();
        for (int r = 0; r < results; r++) {
            values.add(value(fresh(operator)));
        }
        addNode(operator, attributes, List.of(arguments), values);
        return values;
    }

    private void addNode(
            String operator, List<OnnxAttribute> attributes, List<OnnxValue> arguments, List<OnnxValue> results) {
        ProtoMessage node = new ProtoMessage();
        arguments.forEach(argument -> node.text(Node.INPUT, argument.name()));
        results.forEach(result -> node.text(Node.OUTPUT, result.name()));
        node.text(Node.NAME, results.getFirst().name()).text(Node.OPERATOR, operator);
        attributes.forEach(attribute -> node.message(Node.ATTRIBUTE, attribute.message()));
        nodes.message(Graph.NODE, node);
    }

    private String fresh(String kind) {
        return "%s_%d".formatted(kind, names.size());
    }

    private OnnxValue value(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name: expected letters, digits and underscores, got '%s'".formatted(name));
        }
        if (!names.add(name)) {
            throw new IllegalArgumentException("name: expected a new one, got '%s' twice".formatted(name));
        }
        return new OnnxValue(this, name);
    }

    private static ProtoMessage described(String name, int... extents) {
        ProtoMessage shape = new ProtoMessage().message(Type.AXIS, new ProtoMessage().text(Type.SYMBOL, BATCH));
        for (int extent : extents) {
            shape.message(Type.AXIS, new ProtoMessage().integer(Type.EXTENT, extent));
        }
        ProtoMessage array =
                new ProtoMessage().integer(Type.ELEMENT, TensorMessage.FLOAT).message(Type.SHAPE, shape);
        return new ProtoMessage()
                .text(Type.NAME, name)
                .message(Type.TYPE, new ProtoMessage().message(Type.ARRAY, array));
    }

    /// Writes a model of this graph, whole or not at all.
    ///
    /// @param file replaced if it exists
    /// @param version of FourierLearner
    /// @throws IOException if the file cannot be written
    public void write(Path file, String version) throws IOException {
        ProtoMessage graph = new ProtoMessage();
        graph.text(Graph.NAME, "classifier");
        graph.include(nodes).include(initializers).include(inputs).include(outputs);
        ProtoMessage model = new ProtoMessage()
                .integer(Model.FORMAT, FORMAT)
                .text(Model.PRODUCER, "FourierLearner")
                .text(Model.PRODUCER_VERSION, version)
                .message(Model.OPERATORS, new ProtoMessage().integer(Model.OPERATORS_VERSION, OPERATOR_SET))
                .message(Model.GRAPH, graph);
        AtomicFile.write(file, model::writeTo);
    }

    /// Field numbers of `ModelProto` and `OperatorSetIdProto`.
    private static final class Model {
        static final int FORMAT = 1;
        static final int PRODUCER = 2;
        static final int PRODUCER_VERSION = 3;
        static final int GRAPH = 7;
        static final int OPERATORS = 8;
        static final int OPERATORS_VERSION = 2;
    }

    /// Field numbers of `GraphProto`.
    private static final class Graph {
        static final int NODE = 1;
        static final int NAME = 2;
        static final int INITIALIZER = 5;
        static final int INPUT = 11;
        static final int OUTPUT = 12;
    }

    /// Field numbers of `NodeProto`.
    private static final class Node {
        static final int INPUT = 1;
        static final int OUTPUT = 2;
        static final int NAME = 3;
        static final int OPERATOR = 4;
        static final int ATTRIBUTE = 5;
    }

    /// Field numbers of `ValueInfoProto`, `TypeProto`, `TypeProto.Tensor`, `TensorShapeProto` and its
    /// `Dimension`.
    private static final class Type {
        static final int NAME = 1;
        static final int TYPE = 2;
        static final int ARRAY = 1;
        static final int ELEMENT = 1;
        static final int SHAPE = 2;
        static final int AXIS = 1;
        static final int EXTENT = 1;
        static final int SYMBOL = 2;
    }

    /// Field numbers of `TensorProto`, and its types.
    private static final class TensorMessage {
        static final int EXTENT = 1;
        static final int TYPE = 2;
        static final int NAME = 8;
        static final int BYTES = 9;
        static final int FLOAT = 1;
        static final int INT64 = 7;
    }
}
