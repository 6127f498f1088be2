/// Measurements of optimizers on small problems.
@NullMarked
package org.fourierlearner.app.optimize;

import org.jspecify.annotations.NullMarked;
