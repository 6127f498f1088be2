package org.fourierlearner.onnx;

import org.fourierlearner.storage.ProtoMessage;

/// A constant argument of an operator.
///
/// Source: ONNX, `onnx.proto`, `AttributeProto`.
///
/// @param message its name, type and value
record OnnxAttribute(ProtoMessage message) {
    private static final int NAME = 1;
    private static final int FLOAT = 2;
    private static final int INTEGER = 3;
    private static final int INTEGERS = 8;
    private static final int TYPE = 20;
    private static final int TYPE_FLOAT = 1;
    private static final int TYPE_INTEGER = 2;
    private static final int TYPE_INTEGERS = 7;

    static OnnxAttribute real(String name, double value) {
        return new OnnxAttribute(named(name, TYPE_FLOAT).float32(FLOAT, (float) value));
    }

    static OnnxAttribute integer(String name, long value) {
        return new OnnxAttribute(named(name, TYPE_INTEGER).integer(INTEGER, value));
    }

    static OnnxAttribute integers(String name, int... values) {
        ProtoMessage message = named(name, TYPE_INTEGERS);
        for (int value : values) {
            message.integer(INTEGERS, value);
        }
        return new OnnxAttribute(message);
    }

    private static ProtoMessage named(String name, int type) {
        return new ProtoMessage().text(NAME, name).integer(TYPE, type);
    }
}
