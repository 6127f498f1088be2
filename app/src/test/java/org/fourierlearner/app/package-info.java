/// Commands run in process: what they print and their exit codes.
@NullMarked
package org.fourierlearner.app;

import org.jspecify.annotations.NullMarked;
