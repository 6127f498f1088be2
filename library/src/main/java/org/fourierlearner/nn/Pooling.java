package org.fourierlearner.nn;

/// How the tokens of an example become one vector.
public enum Pooling {
    /// Their mean; padding does not count.
    MEAN,
    /// What a learned token sees of them, see [ClassAttention].
    CLASS_TOKEN
}
