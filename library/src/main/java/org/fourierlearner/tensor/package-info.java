/// Tensors and what they need: lifetime scopes, shapes, threads, random numbers, custom gradients. They live in main
/// memory, and the processor computes with them.
///
/// The only package that touches `org.bytedeco`. A tensor that outlives its scope throws when it is
/// used; it never crashes the JVM.
@NullMarked
package org.fourierlearner.tensor;

import org.jspecify.annotations.NullMarked;
