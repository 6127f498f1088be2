package org.fourierlearner.app.bench;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/// What is computed.
///
/// @param causal whether queries see keys up to their own place only
/// @param pass which results are wanted
record Form(boolean causal, Pass pass) {
    static final Form FORWARD = new Form(false, Pass.FORWARD);
    static final Form GRADIENTS = new Form(false, Pass.GRADIENTS);
    static final Form CAUSAL_FORWARD = new Form(true, Pass.FORWARD);
    static final Form CAUSAL_GRADIENTS = new Form(true, Pass.GRADIENTS);
    static final Form PREFILL = new Form(true, Pass.PREFILL);

    /// In the order in which they are shown.
    static final List<Form> EVERY = List.of(FORWARD, GRADIENTS, CAUSAL_FORWARD, CAUSAL_GRADIENTS, PREFILL);

    enum Pass {
        /// The outputs.
        FORWARD("forward"),
        /// The outputs, then the gradients of all arguments.
        GRADIENTS("forward + backward"),
        /// The outputs, and the state from which a stream goes on.
        PREFILL("prefill");

        private final String label;

        Pass(String label) {
            this.label = label;
        }

        @JsonValue
        String label() {
            return label;
        }
    }

    String label() {
        return (causal ? "causal, " : "bidirectional, ") + pass.label;
    }
}
