/// What measurements are made of.
@NullMarked
package org.fourierlearner.app.bench;

import org.jspecify.annotations.NullMarked;
