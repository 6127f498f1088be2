/// Linear attention with position logits in kernels that need nothing but the JDK: forward, backward and
/// streaming, on arrays and on native memory; and steps of learned optimizers, whose memory it is.
@NullMarked
package org.fourierlearner.kernels;

import org.jspecify.annotations.NullMarked;
