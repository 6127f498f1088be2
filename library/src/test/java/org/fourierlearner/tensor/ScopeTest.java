package org.fourierlearner.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Who frees what, when, and what happens to those who come too late.
class ScopeTest {
    @Test
    void aTensorUsedAfterItsScopeThrows() {
        Tensor tensor;
        try (var _ = Scope.open()) {
            tensor = Tensor.ones(3);
        }

        assertThatThrownBy(tensor::item)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the tensor's scope is closed: expected it to be used inside, or kept by keep()");
        assertThatThrownBy(tensor::memory).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(tensor::keep).isInstanceOf(IllegalStateException.class);
        assertThat(tensor).hasToString("Tensor(closed)");
    }

    @Test
    void aClosedTensorAsAnArgumentThrows() {
        try (var _ = Scope.open()) {
            Tensor closed = Tensor.ones(3);
            closed.close();
            closed.close();

            assertThatThrownBy(() -> Tensor.ones(3).add(closed)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> Tensor.concatenate(0, closed)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void tensorsAreMadeInScopesOnly() {
        assertThatThrownBy(() -> Tensor.zeros(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no scope is open in this thread: expected tensors to be made inside"
                        + " try (var scope = Scope.open()) {…}");
    }

    @Test
    void aKeptTensorLivesUntilItIsClosed() {
        Tensor kept;
        try (var _ = Scope.open()) {
            kept = Tensor.full(7, 1).keep();
        }

        assertThat(kept.item()).isEqualTo(7);
        kept.close();
        assertThatThrownBy(kept::item).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aTensorThatLeavesLivesAsLongAsTheScopeAround() {
        Tensor left;
        try (var _ = Scope.open()) {
            Tensor stayed;
            try (var inner = Scope.open()) {
                stayed = Tensor.full(2, 1);
                left = inner.leave(Tensor.full(3, 1));
            }
            assertThat(left.item()).isEqualTo(3);
            assertThatThrownBy(stayed::item).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(left::item).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aTensorLeavesThroughSeveralScopes() {
        try (var _ = Scope.open()) {
            Tensor left;
            try (var middle = Scope.open()) {
                try (var _ = Scope.open()) {
                    left = middle.leave(Tensor.full(3, 1));
                }
                assertThat(left.item()).isEqualTo(3);
            }
            assertThat(left.item()).isEqualTo(3);
        }
    }

    @Test
    void whatIsKeptOrOfAScopeAroundStaysThereWhenItLeaves() {
        Tensor kept;
        try (var _ = Scope.open()) {
            Tensor outermost = Tensor.full(5, 1);
            try (var _ = Scope.open()) {
                try (var inner = Scope.open()) {
                    kept = inner.leave(Tensor.full(7, 1).keep());
                    assertThat(inner.leave(outermost)).isSameAs(outermost);
                }
            }
            assertThat(outermost.item()).isEqualTo(5);
        }
        assertThat(kept.item()).isEqualTo(7);
        kept.close();
    }

    @Test
    void nothingLeavesTheOutermostScope() {
        try (var scope = Scope.open()) {
            Tensor tensor = Tensor.ones(1);

            assertThatThrownBy(() -> scope.leave(tensor))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("expected a scope around this one to take the tensor; open one, or keep the tensor by"
                            + " keep()");
        }
    }

    @Test
    @SuppressWarnings("try") // closed in the wrong order on purpose
    void scopesCloseInnermostFirst() {
        Scope outer = Scope.open();
        Scope inner = Scope.open();

        String message =
                "expected scopes to close in the thread that opened them, innermost first; use try-with-resources";
        assertThatThrownBy(outer::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
        inner.close();
        assertThatThrownBy(inner::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
        outer.close();
    }

    @Test
    void aScopeBelongsToItsThread() {
        try (var scope = Scope.open()) {
            Tensor shared = Tensor.full(2, 1);
            Tensor kept = Tensor.full(3, 1).keep();

            inAnotherThread(() -> {
                assertThatThrownBy(shared::item)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("the tensor belongs to a scope of another thread: expected it to be kept by keep()"
                                + " before it is shared");
                assertThatThrownBy(shared::close).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(scope::close).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> Tensor.ones(1)).isInstanceOf(IllegalStateException.class);
                assertThat(kept.item()).isEqualTo(3);
                kept.close();
            });
            assertThat(shared.item()).isEqualTo(2);
        }
    }

    private static void inAnotherThread(Runnable task) {
        CompletableFuture.runAsync(task, Thread.ofPlatform()::start).join();
    }

    @Test
    void theGradientModeIsRestored() {
        try (var _ = Scope.withGradients()) {
            Tensor weight = Tensor.ones(1).requireGradient();
            try (var _ = Scope.withoutGradients()) {
                assertThat(weight.exp().requiresGradient()).isFalse();
                try (var _ = Scope.open()) {
                    assertThat(weight.exp().requiresGradient()).isFalse();
                }
                try (var _ = Scope.withGradients()) {
                    assertThat(weight.exp().requiresGradient()).isTrue();
                }
                assertThat(weight.exp().requiresGradient()).isFalse();
            }
            assertThat(weight.exp().requiresGradient()).isTrue();
        }
    }

    @Test
    void aMemoryViewDiesWithTheScopeAndNotWithTheTensor() {
        MemorySegment view;
        try (var _ = Scope.open()) {
            Tensor tensor = Tensor.full(3, 2);
            view = tensor.memory();
            tensor.close();
            assertThat(view.getAtIndex(ValueLayout.JAVA_FLOAT, 1)).isEqualTo(3);
        }

        assertThatThrownBy(() -> view.getAtIndex(ValueLayout.JAVA_FLOAT, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Already closed");
    }
}
