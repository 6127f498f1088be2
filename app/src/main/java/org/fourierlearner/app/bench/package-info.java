/// Measurements of attention against what else one would use.
@NullMarked
package org.fourierlearner.app.bench;

import org.jspecify.annotations.NullMarked;
