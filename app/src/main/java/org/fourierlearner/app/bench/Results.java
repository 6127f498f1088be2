package org.fourierlearner.app.bench;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// What was measured.
///
/// @param lengths the numbers of tokens, ascending
/// @param timings of whole texts
/// @param memories of whole texts
/// @param decodeTimes of single tokens
record Results(List<Integer> lengths, List<Timing> timings, List<Memory> memories, List<DecodeTime> decodeTimes) {

    Optional<Timing> timing(Contender contender, Form form, int length) {
        return timings.stream()
                .filter(t -> t.contender() == contender && t.form().equals(form) && t.length() == length)
                .findAny();
    }

    /// {@return the seconds; nothing if it was left out}
    OptionalDouble seconds(Contender contender, Form form, int length) {
        return timing(contender, form, length).stream()
                .mapToDouble(Timing::seconds)
                .findAny();
    }

    /// {@return the time of one in times of another's}
    OptionalDouble ratio(Contender contender, Contender other, Form form, int length) {
        return quotient(seconds(contender, form, length), seconds(other, form, length));
    }

    /// {@return the time per token in times of that at another length}
    OptionalDouble growth(Contender contender, Form form, int from, int to) {
        OptionalDouble ratio = quotient(seconds(contender, form, to), seconds(contender, form, from));
        return ratio.isEmpty() ? ratio : OptionalDouble.of(ratio.getAsDouble() * from / to);
    }

    /// {@return the time per token in times of that at the length before}
    OptionalDouble growth(Contender contender, Form form, int length) {
        int index = lengths.indexOf(length);
        return index < 1 ? OptionalDouble.empty() : growth(contender, form, lengths.get(index - 1), length);
    }

    OptionalDouble mebibytes(Contender contender, Form form, int length) {
        return memories.stream()
                .filter(m -> m.contender() == contender && m.form().equals(form) && m.length() == length)
                .mapToDouble(Memory::mebibytes)
                .findAny();
    }

    Stream<DecodeTime> decodeTimes(Contender contender) {
        return decodeTimes.stream().filter(time -> time.contender() == contender);
    }

    private static OptionalDouble quotient(OptionalDouble dividend, OptionalDouble divisor) {
        return dividend.isEmpty() || divisor.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(dividend.getAsDouble() / divisor.getAsDouble());
    }
}
