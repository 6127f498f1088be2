package org.fourierlearner.app.bench;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.tensor.Tensor;

/// Token by token through the kernels: each is written to the place that the stream reads.
final class FusedDecoder implements Decoder {
    private final KernelStream stream;
    private final MemorySegment[] targets;
    private final List<MemorySegment[]> sources = new ArrayList<>();

    FusedDecoder(Sizes sizes) {
        List<Arguments> tokens = Decoder.tokens(sizes);
        stream = new KernelStream(Arguments.random(sizes, 1, 0).withDirectionsOf(tokens.getFirst()));
        targets = stream.memories().toArray(MemorySegment[]::new);
        for (Arguments a : tokens) {
            sources.add(new MemorySegment[] {
                a.query().contiguous().memory(),
                a.key().contiguous().memory(),
                a.value().contiguous().memory(),
                a.queryLogits().memory(),
                a.keyLogits().memory()
            });
        }
    }

    @Override
    public void take(int place) {
        MemorySegment[] token = sources.get(place % sources.size());
        for (int k = 0; k < targets.length; k++) {
            MemorySegment.copy(token[k], 0, targets[k], 0, targets[k].byteSize());
        }
        stream.advance();
    }

    @Override
    public Tensor output() {
        return stream.output();
    }

    @Override
    public void close() {
        stream.close();
    }
}
