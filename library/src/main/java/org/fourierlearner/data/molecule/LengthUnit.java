package org.fourierlearner.data.molecule;

/// The unit of positions and cells in a file.
///
/// Source: Tiesinga, Mohr, Newell and Taylor 2021, CODATA recommended values of the fundamental physical
/// constants: 2018, Reviews of Modern Physics 93, 025010.
public enum LengthUnit {
    /// Ångström, `10⁻¹⁰ m`, in which everything is held.
    ANGSTROM(1),
    /// Bohr radius, the atomic unit.
    BOHR(0.529177210903);

    private final double angstroms;

    LengthUnit(double angstroms) {
        this.angstroms = angstroms;
    }

    /// {@return what one of it is in Å}
    public double angstroms() {
        return angstroms;
    }
}
