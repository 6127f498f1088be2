package org.fourierlearner.storage;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The JSON header of a safetensors file, checked against the number of data bytes that follow it.
///
/// @param tensors by name, in the order of their bytes
/// @param metadata by key, sorted
record SafetensorsHeader(SequencedMap<String, Entry> tensors, SequencedMap<String, String> metadata) {
    static final String METADATA = "__metadata__";

    /// Keeps a corrupt length from asking for all memory; the format's own limit.
    static final long MAX_BYTES = 100_000_000;

    /// What to do with a file that ends too soon.
    static final String CUT_OFF = "; the file is cut off: write or copy it again";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            // trees are read one by one from within the header
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /// Where a tensor lies: `[begin, end)` counts bytes from the end of the header.
    @SuppressWarnings("ArrayRecordComponent") // internal, and never compared
    record Entry(String name, SafetensorsType type, long[] shape, long begin, long end) {}

    /// Reads a header.
    ///
    /// @param file for messages
    /// @param json the header's bytes
    /// @param dataBytes how many bytes follow the header
    static SafetensorsHeader parse(Path file, byte[] json, long dataBytes) throws MalformedDataException {
        var entries = new LinkedHashMap<String, Entry>();
        var metadata = new TreeMap<String, String>();
        try (JsonParser parser = MAPPER.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedDataException(file, "header: expected a JSON object, got " + parser.currentToken());
            }
            boolean metadataSeen = false;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                if (entries.containsKey(name) || (name.equals(METADATA) && metadataSeen)) {
                    throw new MalformedDataException(file, "tensor '%s': expected one entry, got two".formatted(name));
                }
                parser.nextToken();
                JsonNode node = MAPPER.readTree(parser);
                if (name.equals(METADATA)) {
                    metadataSeen = true;
                    readMetadata(file, node, metadata);
                } else {
                    entries.put(name, entry(file, name, node));
                }
            }
            if (parser.nextToken() != null) {
                throw new MalformedDataException(file, "header: expected nothing after the JSON object, got more");
            }
        } catch (JacksonException e) {
            throw new MalformedDataException(
                    file, "header: expected valid JSON, got a fault: " + e.getOriginalMessage(), e);
        }
        return new SafetensorsHeader(inOrderOfBytes(file, entries.values(), dataBytes), metadata);
    }

    private static void readMetadata(Path file, JsonNode node, Map<String, String> metadata)
            throws MalformedDataException {
        if (!node.isObject()) {
            throw new MalformedDataException(file, METADATA + ": expected an object of strings, got " + brief(node));
        }
        for (Map.Entry<String, JsonNode> property : node.properties()) {
            if (!property.getValue().isString()) {
                throw new MalformedDataException(
                        file,
                        "%s: '%s': expected a string, got %s"
                                .formatted(METADATA, property.getKey(), brief(property.getValue())));
            }
            metadata.put(property.getKey(), property.getValue().stringValue());
        }
    }

    private static Entry entry(Path file, String name, JsonNode node) throws MalformedDataException {
        if (!node.isObject()) {
            throw fault(file, name, "expected an object", brief(node));
        }
        SafetensorsType type = type(file, name, node.get("dtype"));
        long[] shape = longs(node.get("shape"));
        if (shape == null) {
            throw fault(file, name, "expected shape to be a list of integers", brief(node.get("shape")));
        }
        if (Arrays.stream(shape).anyMatch(extent -> extent < 0)) {
            throw fault(file, name, "expected extents of at least 0", Arrays.toString(shape));
        }
        long[] offsets = longs(node.get("data_offsets"));
        if (offsets == null || offsets.length != 2) {
            throw fault(file, name, "expected data_offsets [begin, end]", brief(node.get("data_offsets")));
        }
        return new Entry(name, type, shape, offsets[0], offsets[1]);
    }

    private static SafetensorsType type(Path file, String name, @Nullable JsonNode node) throws MalformedDataException {
        if (node != null && node.isString()) {
            for (SafetensorsType type : SafetensorsType.values()) {
                if (type.name().equals(node.stringValue())) {
                    return type;
                }
            }
        }
        throw fault(file, name, "expected dtype to be one of " + List.of(SafetensorsType.values()), brief(node));
    }

    private static long @Nullable [] longs(@Nullable JsonNode node) {
        if (node == null || !node.isArray()) {
            return null;
        }
        boolean integers = StreamSupport.stream(node.spliterator(), false)
                .allMatch(n -> n.isIntegralNumber() && n.canConvertToLong());
        return integers
                ? StreamSupport.stream(node.spliterator(), false)
                        .mapToLong(JsonNode::longValue)
                        .toArray()
                : null;
    }

    private static SequencedMap<String, Entry> inOrderOfBytes(Path file, Iterable<Entry> entries, long dataBytes)
            throws MalformedDataException {
        List<Entry> sorted = StreamSupport.stream(entries.spliterator(), false)
                .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
                .toList();
        var tensors = new LinkedHashMap<String, Entry>();
        long position = 0;
        for (Entry entry : sorted) {
            String offsets = "data_offsets [%d, %d]".formatted(entry.begin, entry.end);
            if (entry.begin < 0 || entry.end < entry.begin || entry.end > dataBytes) {
                String within = "expected data_offsets within [0, %d]".formatted(dataBytes);
                throw fault(file, entry.name, within, entry.end > dataBytes ? offsets + CUT_OFF : offsets);
            }
            requireSize(file, entry);
            if (entry.begin != position) {
                String kind = entry.begin < position ? "an overlap" : "a gap";
                throw fault(file, entry.name, "expected data to begin at " + position, offsets + ", " + kind);
            }
            position = entry.end;
            tensors.put(entry.name, entry);
        }
        if (position != dataBytes) {
            throw new MalformedDataException(file, "data: expected %d bytes, got %d".formatted(position, dataBytes));
        }
        return tensors;
    }

    private static void requireSize(Path file, Entry entry) throws MalformedDataException {
        long size;
        try {
            size = entry.type.sizeBytes(entry.shape);
        } catch (ArithmeticException _) {
            throw fault(
                    file, entry.name, "expected a size below 2^63 bytes", entry.type + Arrays.toString(entry.shape));
        }
        if (entry.end - entry.begin != size) {
            throw fault(
                    file,
                    entry.name,
                    "expected %d bytes for %s%s".formatted(size, entry.type, Arrays.toString(entry.shape)),
                    "%d bytes".formatted(entry.end - entry.begin));
        }
    }

    private static MalformedDataException fault(Path file, String name, String expected, String got) {
        return new MalformedDataException(file, "tensor '%s': %s, got %s".formatted(name, expected, got));
    }

    private static String brief(@Nullable JsonNode node) {
        if (node == null) {
            return "nothing";
        }
        String text = node.toString();
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
