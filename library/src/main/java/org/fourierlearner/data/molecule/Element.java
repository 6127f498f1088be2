package org.fourierlearner.data.molecule;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/// The chemical elements: symbols, and atomic numbers from 1 (H) to 118 (Og).
public final class Element {
    /// The greatest atomic number.
    public static final int LAST = 118;

    private static final String[] SYMBOLS = ("H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co"
                    + " Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr"
                    + " Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th"
                    + " Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og")
            .split(" ", -1);
    private static final Map<String, Integer> NUMBERS = numbers();

    private Element() {}

    private static Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < SYMBOLS.length; i++) {
            numbers.put(SYMBOLS[i], i + 1);
        }
        return Map.copyOf(numbers);
    }

    /// {@return the symbol of an element, such as `Cu`}
    ///
    /// @param number atomic number, from 1 to 118
    /// @throws IndexOutOfBoundsException if there is no such element
    public static String symbol(int number) {
        return SYMBOLS[Objects.checkIndex(number - 1, LAST)];
    }

    /// {@return the atomic number of an element, if there is one of this symbol}
    ///
    /// @param symbol in any case: files of some programs have `CU` or `cu`
    public static OptionalInt number(String symbol) {
        if (symbol.isEmpty() || symbol.length() > 2) {
            return OptionalInt.empty();
        }
        Integer number = NUMBERS.get(symbol.substring(0, 1).toUpperCase(Locale.ROOT)
                + symbol.substring(1).toLowerCase(Locale.ROOT));
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }
}
