package org.fourierlearner.data.molecule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The unit of an energy in a file, by the defined and measured constants of CODATA 2018.
///
/// Source: Tiesinga, Mohr, Newell and Taylor 2021, CODATA recommended values of the fundamental physical
/// constants: 2018, Reviews of Modern Physics 93, 025010.
public enum EnergyUnit {
    /// Electron volt, in which everything is held.
    EV("eV", 1, "ev|electronvolt"),
    /// Thousandth of an electron volt.
    MEV("meV", 1e-3, "mev"),
    /// Thermochemical kilocalorie per mole.
    KCAL_PER_MOL("kcal/mol", 4184 / EnergyUnit.JOULE_PER_MOL, "kcal/?mol|kcalpermol"),
    /// Kilojoule per mole.
    KJ_PER_MOL("kJ/mol", 1000 / EnergyUnit.JOULE_PER_MOL, "kj/?mol|kjpermol"),
    /// Hartree, the atomic unit.
    HARTREE("Hartree", 27.211386245988, "hartree|ha|eh");

    /// One electron volt in joule per mole: elementary charge times Avogadro constant, both exact.
    private static final double JOULE_PER_MOL = 1.602176634e-19 * 6.02214076e23;

    private final String symbol;
    private final double electronVolts;
    /// A regular expression for what files have, in lower case without blanks and strokes.
    private final String spellings;

    EnergyUnit(String symbol, double electronVolts, String spellings) {
        this.symbol = symbol;
        this.electronVolts = electronVolts;
        this.spellings = spellings;
    }

    /// {@return what one of it is in eV}
    public double electronVolts() {
        return electronVolts;
    }

    /// {@return how people write it, such as `kcal/mol`}
    public String symbol() {
        return symbol;
    }

    /// {@return the unit that a word means, if it means any}
    ///
    /// @param word as files have it: `eV`, `kcal/mol`, `kcal_mol`, `Hartree`, `Ha`, in any case
    static Optional<EnergyUnit> named(String word) {
        String plain = word.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]", "");
        return Arrays.stream(values())
                .filter(unit -> plain.matches(unit.spellings))
                .findFirst();
    }

    /// {@return the unit that the name of a key ends with, such as kcal/mol of `energy_kcal_mol`, if it does}
    ///
    /// @param key as in a file
    static Optional<EnergyUnit> namedBy(String key) {
        Optional<EnergyUnit> unit = Optional.empty();
        for (int end = key.indexOf('_'); end >= 0 && unit.isEmpty(); end = key.indexOf('_', end + 1)) {
            unit = named(key.substring(end + 1));
        }
        return unit;
    }
}
