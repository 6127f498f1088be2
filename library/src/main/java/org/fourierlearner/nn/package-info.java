/// Layers with weights, and the blocks of a Transformer.
@NullMarked
package org.fourierlearner.nn;

import org.jspecify.annotations.NullMarked;
