package org.fourierlearner.app.bench;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// How many threads share one matrix product of the engine. Products of whole texts are faster with all
/// of them; the engine's exact attention shares out its work itself, and threads within its threads
/// stand in each other's way.
final class ProductThreads {
    /// Of OpenBLAS, the library that the engine takes its products from.
    private static final String SETTER = "openblas_set_num_threads";

    private ProductThreads() {}

    /// Sets the number, if the engine's products are OpenBLAS's.
    ///
    /// @param count how many
    @SuppressWarnings("restricted")
    static void use(int count) {
        Optional<MemorySegment> setter = SymbolLookup.loaderLookup().find(SETTER);
        if (setter.isEmpty()) {
            return;
        }
        MethodHandle handle =
                Linker.nativeLinker().downcallHandle(setter.get(), FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
        try {
            handle.invokeExact(count);
        } catch (Throwable e) {
            throw new IllegalStateException(SETTER, e);
        }
    }
}
