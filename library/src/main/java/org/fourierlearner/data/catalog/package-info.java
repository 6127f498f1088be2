/// Data sets by name: where they are, how they are fetched or taken from a folder, and how archives are
/// unpacked.
///
/// Nothing is trusted before its size and SHA-256 are checked, and archives may only write below the
/// folder that they are unpacked into. Callers say where data goes.
@NullMarked
package org.fourierlearner.data.catalog;

import org.jspecify.annotations.NullMarked;
