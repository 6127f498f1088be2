package org.fourierlearner.app.bench;

import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.attention.EluFeatureMap;
import org.fourierlearner.rpe.Shells;

/// Which attention the atoms of a molecule have in a measurement.
public enum AtomWay {
    /// Masks of shells as sums of waves, linear.
    WAVES("masks, by waves", true, 64),
    /// The same masks at all pairs.
    PAIRS("masks, all pairs", false, 64),
    /// Linear attention with an encoding of logits.
    ADDITIVE("FLT, Gaussian mixture", true, 4),
    /// Softmax with such an encoding.
    SOFTMAX("exact softmax, Gaussian mixture", false, 4);

    private final String label;
    private final boolean linear;
    private final int heads;

    AtomWay(String label, boolean linear, int heads) {
        this.label = label;
        this.linear = linear;
        this.heads = heads;
    }

    /// {@return its name for people}
    public String label() {
        return label;
    }

    /// {@return whether time is proportional to the atoms, by definition}
    public boolean isLinear() {
        return linear;
    }

    int heads() {
        return heads;
    }

    AttentionConfig attention(double reach) {
        Shells plain = Shells.defaults();
        var shells = new Shells(plain.count(), plain.innermost(), plain.outermost(), plain.blur(), reach);
        return switch (this) {
            case WAVES -> new AttentionConfig.Masked(new EluFeatureMap(), shells, AttentionConfig.Path.COMPOSED);
            case PAIRS -> new AttentionConfig.Masked(new EluFeatureMap(), shells, AttentionConfig.Path.EXACT);
            case ADDITIVE -> AttentionConfig.Linear.defaults();
            case SOFTMAX -> AttentionConfig.Exact.defaults();
        };
    }
}
