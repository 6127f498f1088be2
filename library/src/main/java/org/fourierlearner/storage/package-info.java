/// What every file format of the library shares.
@NullMarked
package org.fourierlearner.storage;

import org.jspecify.annotations.NullMarked;
