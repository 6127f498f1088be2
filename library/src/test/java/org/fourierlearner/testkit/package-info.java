/// What tests of several packages, and of extensions, have in common.
@NullMarked
package org.fourierlearner.testkit;

import org.jspecify.annotations.NullMarked;
