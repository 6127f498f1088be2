package org.fourierlearner.model;

import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.attention.Attention;
import org.fourierlearner.nn.Linear;
import org.fourierlearner.nn.MultiHeadAttention;
import org.fourierlearner.nn.Transformer;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// A Transformer over the atoms of a molecule or a crystal, that tells energies and other
/// targets.
///
/// An atom is a token with its element, and what is known of places is the relative positional
/// encoding alone, so shifting all atoms changes nothing, nor does their order. A target is a sum
/// over atoms, or their mean if it is not extensive; gradients reach the places, so that forces
/// are the energy's exact negative gradient.
public final class MoleculeTransformer implements AutoCloseable {

    private final MoleculeTransformerConfig config;
    private final MoleculeInput input;
    private final Parameters parameters = new Parameters();
    private final Tensor elements;
    private final @Nullable Tensor tags;
    private final Transformer transformer;
    private final Linear hidden;
    private final Linear out;

    /// Draws first weights.
    ///
    /// @param config what the model is
    /// @param input the molecules it takes
    /// @param random the source of the draws
    /// @throws IllegalArgumentException if parts of the configuration do not fit
    public MoleculeTransformer(MoleculeTransformerConfig config, MoleculeInput input, Randomness random) {
        this.config = config;
        this.input = input;
        int width = config.modelDim();
        try (var _ = Scope.withoutGradients()) {
            elements =
                    parameters.weight("elements", random.normal(input.elements().size(), width));
            tags = input.tags() == 1 ? null : parameters.weight("tags", random.normal(input.tags(), width));
            var range = new CoordinateRange(3, input.nearest(), input.farthest());
            transformer = new Transformer(config.block(), config.attention(), range, random);
            parameters.include(transformer.parameters());
            double deviation = 1 / Math.sqrt(width);
            hidden = new Linear(width, width, true, deviation, random);
            out = new Linear(width, input.targets().size(), true, deviation, random);
            parameters.include("head.hidden", hidden.parameters());
            parameters.include("head.out", out.parameters());
            if (config.doublePrecision()) {
                parameters.convert(ElementType.FLOAT64);
            }
        }
    }

    /// {@return what the model is}
    public MoleculeTransformerConfig config() {
        return config;
    }

    /// {@return the molecules it takes}
    public MoleculeInput input() {
        return input;
    }

    /// {@return the targets less the elements' references, `[batch, targets]`; gradients reach
    /// the places}
    ///
    /// @param batch some molecules
    public Tensor targets(MoleculeBatch batch) {
        Tensor tokens = transformer.apply(embed(batch), batch.places(), batch.visibility(), null);
        Tensor ofAtoms = out.apply(hidden.apply(tokens).silu())
                .maskedFill(batch.isAtom().not().unsqueeze(-1), 0);
        Tensor sums = ofAtoms.multiply(scales(batch)).sum(1).squeeze(1);
        Tensor counts = batch.isAtom().to(ElementType.FLOAT32).sum(1);
        int count = input.targets().size();
        Tensor[] columns = new Tensor[count];
        for (int t = 0; t < count; t++) {
            Tensor column = sums.narrow(1, t, 1);
            columns[t] = input.extensive().get(t) ? column : column.divide(counts);
        }
        return Tensor.concatenate(1, columns);
    }

    /// Of each atom, `[batch, atoms, targets]`.
    private Tensor scales(MoleculeBatch batch) {
        double[] scales =
                input.scales().stream().mapToDouble(Double::doubleValue).toArray();
        return Tensor.of(scales, input.targets().size(), input.elements().size())
                .transpose(0, 1)
                .to(elements.type())
                .embed(batch.elements());
    }

    private Tensor embed(MoleculeBatch batch) {
        Tensor embedded = elements.embed(batch.elements());
        Tensor ofTags = batch.tags();
        return tags == null || ofTags == null ? embedded : embedded.add(tags.embed(ofTags));
    }

    /// {@return the queries, keys and values of each layer, for inspection}
    ///
    /// @param batch some molecules
    public List<MultiHeadAttention.Projections> projections(MoleculeBatch batch) {
        return transformer.projections(embed(batch), batch.places(), batch.visibility());
    }

    /// {@return what each atom gives to each, for every layer, `[batch, heads, atoms, atoms]`}
    ///
    /// @param batch some molecules
    public List<Tensor> weights(MoleculeBatch batch) {
        List<MultiHeadAttention.Projections> layers = projections(batch);
        Coordinates places = batch.places().forOnePass();
        List<Tensor> weights = new ArrayList<>();
        for (int layer = 0; layer < layers.size(); layer++) {
            MultiHeadAttention.Projections p = layers.get(layer);
            weights.add(attentions().get(layer).weights(p.query(), p.key(), places, places, batch.visibility()));
        }
        return weights;
    }

    /// {@return the attention of each layer}
    public List<Attention> attentions() {
        return transformer.attentions();
    }

    /// {@return about how many numbers a batch needs at its peak, beside the weights}
    ///
    /// @param molecules how many
    /// @param atoms of the largest
    /// @param gradients whether there is a backward pass
    public long activations(int molecules, int atoms, boolean gradients) {
        return transformer.activations(molecules, atoms, gradients);
    }

    /// {@return everything it has learned, by name}
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public void close() {
        parameters.close();
    }
}
