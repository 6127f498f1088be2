/// Atoms in space: molecules, crystals and surfaces, with energies and forces, from extended XYZ files.
///
/// [XyzReader][org.fourierlearner.data.molecule.XyzReader] and
/// [XyzWriter][org.fourierlearner.data.molecule.XyzWriter] know the format, one frame at a time;
/// a [Molecule][org.fourierlearner.data.molecule.Molecule] is what a frame means, by the
/// [MoleculeKeys][org.fourierlearner.data.molecule.MoleculeKeys] that a configuration declares: in Å, eV and
/// eV/Å. A [MoleculeSource][org.fourierlearner.data.molecule.MoleculeSource] reads whole data sets and checks
/// them. Nothing is trusted: a file is read whole, or refused with file, line, frame and the reason.
@NullMarked
package org.fourierlearner.data.molecule;

import org.jspecify.annotations.NullMarked;
