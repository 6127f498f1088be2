/// Files that survive crashes: tensors in the safetensors format, folders that appear whole or not at
/// all, checkpoints with checksums, exclusive use of a run's folder, and protocol-buffer messages.
///
/// Needs only the JDK and a JSON parser. What is read is validated before it is used; a fault in a file
/// is a [MalformedDataException][org.fourierlearner.storage.MalformedDataException] that names the file.
@NullMarked
package org.fourierlearner.storage;

import org.jspecify.annotations.NullMarked;
