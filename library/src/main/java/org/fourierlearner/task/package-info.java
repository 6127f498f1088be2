/// Learning problems: examples, loss, score, and what a trained model is used for.
@NullMarked
package org.fourierlearner.task;

import org.jspecify.annotations.NullMarked;
