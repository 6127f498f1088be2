package org.fourierlearner.model;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.fourierlearner.config.RecordReader;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Models of molecules that take a moment, and atoms for them.
public final class TinyAtoms {
    public static final List<String> ELEMENTS = List.of("H", "C", "O");

    private static final String CONFIG = """
            layers = 2
            modelDim = 6
            heads = 3
            mlpDim = 11
            [attention]
            kind = "masked"
            path = "exact"
            rpe = { count = 5, innermost = 0.7, outermost = 3, blur = 0.5, reach = 6 }
            """;

    private TinyAtoms() {}

    public static MoleculeTransformerConfig config(String... overrides) {
        return RecordReader.read(CONFIG, "tiny.toml", List.of(overrides), MoleculeTransformerConfig.class);
    }

    /// Of one extensive target, or of an extensive one and intensive ones.
    static MoleculeInput input(int tags, String... targets) {
        return new MoleculeInput(
                ELEMENTS,
                tags,
                List.of(targets),
                List.of(targets).stream().map(name -> name.equals("energy")).toList(),
                Collections.nCopies(ELEMENTS.size() * targets.length, 0.0),
                Collections.nCopies(ELEMENTS.size() * targets.length, 1.7),
                0.9,
                6);
    }

    static MoleculeTransformer of(String overrides) {
        return of(input(1, "energy"), overrides);
    }

    /// {@return a model that is far from where training begins, so that every part has a say}
    ///
    /// @param overrides with blanks between them
    static MoleculeTransformer of(MoleculeInput input, String overrides) {
        var model = new MoleculeTransformer(config(overrides.split(" ")), input, Randomness.seeded(7));
        disturb(model);
        return model;
    }

    public static void disturb(MoleculeTransformer model) {
        Randomness random = Randomness.seeded(11);
        try (var _ = Scope.withoutGradients()) {
            model.parameters()
                    .weights()
                    .values()
                    .forEach(weight ->
                            weight.addInPlace(random.normal(weight.shape().extents()), 0.3));
        }
    }

    /// {@return atoms on a grid, each moved a little, of the elements in turn, `[1, count]`}
    static MoleculeBatch atoms(int count, long seed) {
        double[] moves = Randomness.seeded(seed).normal(3 * count).toDoubles();
        double[] positions = new double[3 * count];
        long[] elements = new long[count];
        for (int i = 0; i < count; i++) {
            elements[i] = i % ELEMENTS.size();
            int[] cell = {i % 2, i / 2 % 2, i / 4};
            for (int axis = 0; axis < 3; axis++) {
                positions[3 * i + axis] = 1.4 * cell[axis] + 0.15 * moves[3 * i + axis];
            }
        }
        return batch(elements, positions, null);
    }

    static MoleculeBatch batch(long[] elements, double[] positions, double @Nullable [] cells) {
        int count = elements.length;
        boolean[] isAtom = new boolean[count];
        Arrays.fill(isAtom, true);
        return new MoleculeBatch(
                Tensor.of(elements, 1, count),
                null,
                Tensor.of(positions, 1, count, 3),
                Tensor.of(isAtom, 1, count),
                cells);
    }

    static MoleculeBatch at(MoleculeBatch batch, Tensor positions) {
        return new MoleculeBatch(
                batch.elements(), batch.tags(), positions.to(ElementType.FLOAT64), batch.isAtom(), batch.cells());
    }
}
