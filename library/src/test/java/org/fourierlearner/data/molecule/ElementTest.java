package org.fourierlearner.data.molecule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Symbols and atomic numbers.
class ElementTest {

    @Test
    void everySymbolHasItsNumber() {
        for (int number = 1; number <= Element.LAST; number++) {
            assertThat(Element.number(Element.symbol(number))).hasValue(number);
        }
        assertThat(List.of(1, 2, 10, 18, 29, 36, 54, 57, 71, 72, 79, 86, 92, 118))
                .extracting(Element::symbol)
                .containsExactly("H", "He", "Ne", "Ar", "Cu", "Kr", "Xe", "La", "Lu", "Hf", "Au", "Rn", "U", "Og");
    }

    @Test
    void theCaseDoesNotCountAndOtherWordsAreNone() {
        assertThat(Element.number("CU")).hasValue(29);
        assertThat(Element.number("cl")).hasValue(17);
        for (String word : List.of("", "X", "D", "Xx", "H1", "Car", "6")) {
            assertThat(Element.number(word)).isEmpty();
        }
        assertThatThrownBy(() -> Element.symbol(0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Element.symbol(119)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
