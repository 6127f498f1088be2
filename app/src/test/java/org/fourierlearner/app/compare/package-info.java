@NullMarked
package org.fourierlearner.app.compare;

import org.jspecify.annotations.NullMarked;
