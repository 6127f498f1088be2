/// The `flt` command.
@NullMarked
package org.fourierlearner.app;

import org.jspecify.annotations.NullMarked;
