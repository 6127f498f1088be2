/// Configuration: TOML text to records and back.
///
/// A configuration is a tree of records; this package knows nothing about any particular one. It
/// checks names and types and says where in the file a mistake is; the records' own constructors
/// check values. Nothing is registered: the keys are the record components, and the kinds of a
/// variant are what its sealed interface permits.
@NullMarked
package org.fourierlearner.config;

import org.jspecify.annotations.NullMarked;
