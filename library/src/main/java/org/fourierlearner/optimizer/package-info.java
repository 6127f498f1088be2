/// What changes weights by their gradients: known optimizers, and one that is learned.
@NullMarked
package org.fourierlearner.optimizer;

import org.jspecify.annotations.NullMarked;
