package org.fourierlearner.data.molecule;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.fourierlearner.storage.Sha256;

/// Molecules in a fixed order.
///
/// @param all of them, at least one
/// @param sha256 the hash of the files that they come from, unpacked, 64 hexadecimal digits; molecules that
///     were set aside for validation have the hash of all
public record Molecules(List<Molecule> all, String sha256) {

    /// Copies the list.
    ///
    /// @throws IllegalArgumentException if it is empty
    public Molecules {
        all = List.copyOf(all);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("all: expected at least one molecule, got none");
        }
    }

    /// {@return the molecules of a file, all of them in memory}
    ///
    /// @param file of extended XYZ, plain, gzip or xz
    /// @param keys what is declared of it
    /// @param requireTargets whether it must have targets, forces and the stress as far as they are declared;
    ///     otherwise it may also have none of them
    /// @throws org.fourierlearner.storage.MalformedDataException as [XyzReader#next] and [Molecule#of] do, and
    ///     if some frames have what is declared and others lack it
    /// @throws IOException if it cannot be read
    public static Molecules read(Path file, MoleculeKeys keys, boolean requireTargets) throws IOException {
        return read(
                List.of(file), keys, requireTargets ? MoleculeFile.Required.EVERYTHING : MoleculeFile.Required.NOTHING);
    }

    static Molecules read(List<Path> files, MoleculeKeys keys, MoleculeFile.Required required) throws IOException {
        List<Molecule> molecules = new ArrayList<>();
        MessageDigest digest = Sha256.digest();
        for (Path file : files) {
            molecules.addAll(new MoleculeFile(file, keys, required).read(digest));
        }
        return new Molecules(molecules, HexFormat.of().formatHex(digest.digest()));
    }

    /// {@return how many there are}
    public int count() {
        return all.size();
    }

    /// {@return one of them}
    ///
    /// @param index from 0
    public Molecule molecule(int index) {
        return all.get(index);
    }

    /// {@return as many of them as have no more atoms together, at equal distances because files are often
    /// sorted; at least one}
    ///
    /// @param mostAtoms the most atoms; 0 for all molecules
    public List<Molecule> some(long mostAtoms) {
        int some = count();
        List<Molecule> chosen = all;
        while (mostAtoms > 0
                && some > 1
                && chosen.stream().mapToLong(Molecule::count).sum() > mostAtoms) {
            chosen = atEqualDistances(--some);
        }
        return chosen;
    }

    private List<Molecule> atEqualDistances(int some) {
        return IntStream.range(0, some)
                .mapToObj(i -> molecule((int) ((long) i * count() / some)))
                .toList();
    }

    /// {@return the atomic numbers that occur, each once, in ascending order}
    public int[] elements() {
        return all.stream().flatMapToInt(Molecule::elements).distinct().sorted().toArray();
    }

    @Override
    public String toString() {
        return "%d molecules".formatted(count());
    }
}
