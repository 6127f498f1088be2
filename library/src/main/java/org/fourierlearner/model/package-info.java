/// Models, each with the record that configures it.
@NullMarked
package org.fourierlearner.model;

import org.jspecify.annotations.NullMarked;
