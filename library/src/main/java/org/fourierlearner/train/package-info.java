/// Training: the loop, schedules, runs and their checkpoints.
@NullMarked
package org.fourierlearner.train;

import org.jspecify.annotations.NullMarked;
