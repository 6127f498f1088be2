package org.fourierlearner.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Edge;
import org.bytedeco.pytorch.FunctionPostHook;
import org.bytedeco.pytorch.FunctionPreHook;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Node;
import org.bytedeco.pytorch.PointerConsumer;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// A function whose gradient is written by hand, as a part of the engine's graph like any operation.
///
/// The binding has no way to define a node, so a donor takes its place: the node of a concatenation of
/// scalars is given the edges of the inputs, a hook before it takes the incoming gradient away, and a hook
/// after it puts the outgoing ones in. `docs/decisions/custom-gradient-through-a-donor-node.md` says more.
public final class CustomGradient {
    /// A function of tensors and its gradient.
    ///
    /// Both methods run in a scope of their own that records no gradients, and what they return survives
    /// it. What is to be remembered besides inputs and output stands in fields of an operation that is made
    /// anew for each use; it is referenced as long as the graph.
    public interface Operation {
        /// {@return the value}
        ///
        /// @param inputs as given to [CustomGradient#apply]; not to be changed
        Tensor forward(List<Tensor> inputs);

        /// {@return for each input the gradient of the loss by it, of its shape and type, or null for none}
        ///
        /// May run in another thread than [#forward], after it and any number of times.
        ///
        /// @param inputs those of [#forward]; [Tensor#requiresGradient] says whether the gradient is wanted
        /// @param output what [#forward] returned
        /// @param outputGradient the gradient by `output`, of its shape; perhaps not contiguous
        List<@Nullable Tensor> backward(List<Tensor> inputs, Tensor output, Tensor outputGradient);
    }

    /// The uses whose graphs are alive, by the address of their sentinels. The engine refers to hooks weakly.
    private static final Map<Long, CustomGradient> ALIVE = new ConcurrentHashMap<>();

    /// Called when a sentinel dies. There is one for all, as the binding has room for ten.
    private static final Release RELEASE = Scope.outsideOfAll(Release::new);

    /// What the donor concatenates.
    private static final org.bytedeco.pytorch.Tensor SCALAR = scalar();

    /// What a hook of this thread threw during a pass, to be thrown again by the pass.
    private static final ThreadLocal<@Nullable Throwable> FAILURE = new ThreadLocal<>();

    private final Operation operation;
    private final List<Saved> inputs;
    private final Saved output;
    private @Nullable Tensor incoming;

    // fields, since the engine refers to hooks only weakly
    private final Before before = new Before();
    private final After after = new After();

    private CustomGradient(Operation operation, List<Tensor> inputs, Tensor output) {
        this.operation = operation;
        this.inputs = inputs.stream().map(Saved::of).toList();
        this.output = Saved.of(output);
    }

    private static org.bytedeco.pytorch.Tensor scalar() {
        try (var _ = Scope.open()) {
            return Tensor.zeros(1).requireGradient().keep().handle();
        }
    }

    private static final class Release extends PointerConsumer {
        @Override
        public void call(Pointer sentinel) {
            CustomGradient released = ALIVE.remove(sentinel.address());
            if (released != null) {
                released.free();
            }
            Pointer.free(sentinel);
        }
    }

    /// {@return the value of an operation, recorded for gradients if the scope does and an input requires one}
    ///
    /// The inputs and the value are kept alive for the backward pass, and freed with the graph.
    ///
    /// @param operation the function and its gradient
    /// @param inputs its arguments; a tensor may occur several times
    /// @throws IllegalStateException from [Tensor#backward] and [Tensor#gradients] if an input or the value
    ///     was changed in place since, or a second derivative is asked for
    public static Tensor apply(Operation operation, List<Tensor> inputs) {
        Scope.innermost();
        Tensor value;
        try (var scope = Scope.withoutGradients()) {
            Tensor computed =
                    operation.forward(inputs.stream().map(Tensor::detach).toList());
            // cut off, also from an input that is returned as it is
            value = scope.leave(Tensor.wrap(() -> computed.handle().variable_data()));
        }
        if (isRecorded(inputs)) {
            try (var _ = Scope.open()) {
                new CustomGradient(operation, inputs, value).record(inputs, value);
            }
        }
        return value;
    }

    /// {@return whether the use of an operation on these inputs would be recorded, so that backward may follow}
    ///
    /// @param inputs the arguments
    public static boolean isRecorded(List<Tensor> inputs) {
        return GradMode.is_enabled() && inputs.stream().anyMatch(Tensor::requiresGradient);
    }

    private void record(List<Tensor> arguments, Tensor value) {
        Pointer memory = Pointer.calloc(1, Float.BYTES);
        ALIVE.put(memory.address(), this);
        var sentinel =
                torch.from_blob(memory, new long[] {1}, RELEASE, new TensorOptions(ElementType.FLOAT32.scalarType));
        sentinel.set_requires_grad(true);

        var donors = new TensorVector();
        List<Edge> edges = new ArrayList<>();
        for (Tensor argument : arguments) {
            if (argument.requiresGradient()) {
                donors.push_back(SCALAR);
                // of an alias, because a leaf has no node
                edges.add(new Edge(argument.handle().alias().grad_fn(), 0));
            }
        }
        donors.push_back(sentinel);
        Node node = torch.cat(donors, 0).grad_fn();
        for (int k = 0; k < edges.size(); k++) {
            node.set_next_edge(k, edges.get(k));
        }
        node.clear_input_metadata();
        node.add_pre_hook(before);
        node.add_post_hook(after);
        torch.create_gradient_edge(value.handle(), node);
    }

    /// {@return how many uses are held for graphs that are alive}
    static int alive() {
        return ALIVE.size();
    }

    private void free() {
        inputs.forEach(saved -> saved.tensor().close());
        output.tensor().close();
        forgetIncoming();
    }

    private void forgetIncoming() {
        if (incoming != null) {
            incoming.close();
            incoming = null;
        }
    }

    /// A tensor without its history, which would keep the graph alive.
    private record Saved(Tensor tensor, boolean wanted, long version) {
        static Saved of(Tensor tensor) {
            return new Saved(
                    tensor.detach().keep(),
                    tensor.requiresGradient(),
                    tensor.handle()._version());
        }

        Tensor open(String name) {
            if (tensor.handle()._version() != version) {
                throw new IllegalStateException(
                        "%s: expected it as it was in forward, but it was changed in place; change a copy"
                                .formatted(name));
            }
            Tensor opened = tensor.detach();
            return wanted ? opened.requireGradient() : opened;
        }
    }

    /// Takes the incoming gradient and leaves none, so that the donor computes none.
    private final class Before extends FunctionPreHook {
        @Override
        public TensorVector apply(TensorVector gradients) {
            return remembering(() -> {
                if (GradMode.is_enabled()) {
                    throw new IllegalStateException(
                            "expected a first derivative, got a request for one that can be differentiated again;"
                                    + " use the composed path");
                }
                try (var _ = Scope.withoutGradients()) {
                    forgetIncoming();
                    var gradient = new org.bytedeco.pytorch.Tensor(gradients.get(0));
                    if (gradient.defined()) {
                        incoming = Tensor.wrap(() -> gradient).keep();
                    }
                    gradients.put(0, new org.bytedeco.pytorch.Tensor());
                }
                return gradients;
            });
        }
    }

    /// Puts the outgoing gradients in place of the donor's.
    private final class After extends FunctionPostHook {
        @Override
        public TensorVector apply(TensorVector outgoing, TensorVector undefined) {
            return remembering(() -> {
                if (incoming != null) {
                    try (var _ = Scope.withoutGradients()) {
                        hand(gradients(incoming.detach()), outgoing);
                    }
                    forgetIncoming();
                }
                return outgoing;
            });
        }
    }

    private List<@Nullable Tensor> gradients(Tensor outputGradient) {
        List<Tensor> opened = new ArrayList<>();
        for (int k = 0; k < inputs.size(); k++) {
            opened.add(inputs.get(k).open("input %d".formatted(k)));
        }
        List<@Nullable Tensor> gradients = operation.backward(opened, output.open("output"), outputGradient);
        if (gradients.size() != inputs.size()) {
            throw new IllegalStateException(
                    "backward: expected %d gradients, got %d".formatted(inputs.size(), gradients.size()));
        }
        return gradients;
    }

    private void hand(List<@Nullable Tensor> gradients, TensorVector outgoing) {
        int edge = 0;
        for (int k = 0; k < inputs.size(); k++) {
            if (inputs.get(k).wanted()) {
                Tensor gradient = gradients.get(k);
                if (gradient != null) {
                    Tensor input = inputs.get(k).tensor();
                    gradient.shape().require("gradient of input %d".formatted(k), input.shape());
                    if (gradient.type() != input.type()) {
                        throw new IllegalStateException("gradient of input %d: expected type %s, got %s"
                                .formatted(k, input.type(), gradient.type()));
                    }
                    outgoing.put(edge, gradient.handle().detach());
                }
                edge++;
            }
        }
    }

    private static TensorVector remembering(Supplier<TensorVector> hook) {
        try {
            return hook.get();
        } catch (RuntimeException | Error e) {
            // the engine carries only a text to the caller of backward()
            FAILURE.set(e);
            throw e;
        }
    }

    /// {@return what a hook of this thread threw, else the engine's exception}
    static RuntimeException causeOf(RuntimeException e) {
        Throwable failure = FAILURE.get();
        FAILURE.remove();
        return switch (failure) {
            case null -> TensorException.of(e);
            case Error error -> throw error;
            case RuntimeException exception -> exception;
            default -> e;
        };
    }
}
