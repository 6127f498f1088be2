/// Small learning problems that optimizers are compared with and learned on, drawn at random by
/// family.
@NullMarked
package org.fourierlearner.problem;

import org.jspecify.annotations.NullMarked;
