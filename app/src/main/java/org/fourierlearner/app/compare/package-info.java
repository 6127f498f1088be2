/// Trains a grid of variants and seeds at equal data, order and steps, and says which is better by how much.
@NullMarked
package org.fourierlearner.app.compare;

import org.jspecify.annotations.NullMarked;
