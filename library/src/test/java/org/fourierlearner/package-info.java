/// The rules that hold for every package.
@NullMarked
package org.fourierlearner;

import org.jspecify.annotations.NullMarked;
