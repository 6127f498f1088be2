/// The `flt` command: one class a command, and the only place that prints or ends with an exit code.
///
/// A command takes its collaborators in its constructor, prints to the command line's own writer and throws
/// what goes wrong; [Failures] turns that into a message and an exit code.
@NullMarked
package org.fourierlearner.app;

import org.jspecify.annotations.NullMarked;
