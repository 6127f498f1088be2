/// Trained classifiers as ONNX files, which runtimes in other languages execute.
///
/// Tokens stand at constant places, so what depends on places alone is computed here and stored in the
/// file; the graph computes only what depends on content. Layers are read by the names of their weights.
@NullMarked
package org.fourierlearner.onnx;

import org.jspecify.annotations.NullMarked;
