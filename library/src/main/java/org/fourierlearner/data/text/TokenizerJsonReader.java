package org.fourierlearner.data.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.fourierlearner.storage.MalformedDataException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// Reads what [TokenizerJsonWriter] writes, and other byte-level BPE that means the same.
///
/// A setting that would change the tokens is refused; one that cannot (offsets, padding) is passed over.
final class TokenizerJsonReader {
    static final String EVERY_CHARACTER = "[\\s\\S]";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path file;
    private final JsonNode root;

    private TokenizerJsonReader(Path file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    static Tokenizer read(Path file) throws IOException {
        byte[] json = Files.readAllBytes(file);
        JsonNode root;
        try {
            root = MAPPER.readTree(json);
        } catch (JacksonException fault) {
            @Nullable TokenStreamLocation location = fault.getLocation();
            var malformed = new MalformedDataException(
                    file,
                    location == null ? 1 : Math.max(1, location.getLineNr()),
                    "expected JSON, got a fault: %s".formatted(fault.getOriginalMessage()));
            malformed.initCause(fault);
            throw malformed;
        }
        return new TokenizerJsonReader(file, root == null ? MissingNode.getInstance() : root).tokenizer();
    }

    private Tokenizer tokenizer() throws MalformedDataException {
        requireAbsent("/normalizer");
        requireAbsent("/added_tokens");
        String type = root.at("/model/type").asString("");
        return switch (type) {
            case "BPE" -> bytePairs();
            case "WordLevel" -> characters();
            default -> throw expected("/model/type", "one of [BPE, WordLevel]");
        };
    }

    private Tokenizer bytePairs() throws MalformedDataException {
        require("/pre_tokenizer/type", "ByteLevel");
        require("/pre_tokenizer/add_prefix_space", "false");
        requireAbsentOr("/pre_tokenizer/use_regex", "true");
        require("/decoder/type", "ByteLevel");
        requireAbsent("/model/dropout");
        requireAbsent("/model/continuing_subword_prefix");
        requireAbsent("/model/end_of_word_suffix");
        requireAbsentOr("/model/ignore_merges", "false");

        String[] spellings = vocabulary();
        var bytes = new byte[spellings.length][];
        Map<String, Integer> tokens = new HashMap<>();
        boolean plain = spellings.length == 256;
        for (int token = 0; token < bytes.length; token++) {
            byte[] piece = ByteAlphabet.parse(spellings[token]);
            if (piece == null || piece.length == 0) {
                throw fault("/model/vocab", "expected byte-level tokens, got '%s'".formatted(spellings[token]));
            }
            bytes[token] = piece;
            tokens.put(spellings[token], token);
            plain &= bytes[token].length == 1 && (bytes[token][0] & 0xFF) == token;
        }
        var pieces = new Pieces(bytes);
        for (byte[] single : Pieces.singleBytes().bytes()) {
            if (!tokens.containsKey(ByteAlphabet.spell(single))) {
                throw fault("/model/vocab", "expected all 256 bytes, found none for 0x%02X".formatted(single[0]));
            }
        }
        MergeTable merges = merges(tokens);
        return plain && merges.size() == 0 ? new ByteTokenizer() : new BytePairTokenizer(pieces, merges);
    }

    private MergeTable merges(Map<String, Integer> tokens) throws MalformedDataException {
        JsonNode merges = root.at("/model/merges");
        if (!merges.isArray()) {
            throw expected("/model/merges", "a list of pairs");
        }
        var pairs = new long[merges.size()];
        var merged = new int[merges.size()];
        Map<Long, Integer> ranks = new HashMap<>();
        for (int rank = 0; rank < pairs.length; rank++) {
            String where = "/model/merges/" + rank;
            String[] parts = parts(where, merges.get(rank));
            Integer left = tokens.get(parts[0]);
            Integer right = tokens.get(parts[1]);
            Integer both = tokens.get(parts[0] + parts[1]);
            if (left == null || right == null || both == null) {
                throw expected(where, "two tokens that spell a third");
            }
            pairs[rank] = MergeTable.pair(left, right);
            merged[rank] = both;
            if (ranks.putIfAbsent(pairs[rank], rank) != null) {
                throw expected(where, "every pair once");
            }
        }
        return new MergeTable(pairs, merged);
    }

    private String[] parts(String where, JsonNode merge) throws MalformedDataException {
        if (merge.isArray()
                && merge.size() == 2
                && merge.get(0).isString()
                && merge.get(1).isString()) {
            return new String[] {merge.get(0).asString(), merge.get(1).asString()};
        }
        if (merge.isString()) {
            // the form of older versions
            String[] parts = merge.asString().split(" ", -1);
            if (parts.length == 2) {
                return parts;
            }
        }
        throw expected(where, "a pair of tokens");
    }

    private Tokenizer characters() throws MalformedDataException {
        require("/pre_tokenizer/type", "Split");
        require("/pre_tokenizer/pattern/Regex", EVERY_CHARACTER);
        require("/pre_tokenizer/behavior", "Isolated");
        requireAbsentOr("/pre_tokenizer/invert", "false");
        require("/decoder/type", "Fuse");
        String[] spellings = vocabulary();
        var codePoints = new int[spellings.length];
        for (int token = 0; token < codePoints.length; token++) {
            String spelling = spellings[token];
            boolean single = spelling.length() > 0 && spelling.codePointCount(0, spelling.length()) == 1;
            int codePoint = single ? spelling.codePointAt(0) : -1;
            if (!single || Character.getType(codePoint) == Character.SURROGATE) {
                throw fault("/model/vocab", "expected single characters, got '%s'".formatted(spelling));
            }
            codePoints[token] = codePoint;
        }
        return new CharacterTokenizer(codePoints);
    }

    /// The spelling of every token.
    private String[] vocabulary() throws MalformedDataException {
        JsonNode vocabulary = root.at("/model/vocab");
        if (!vocabulary.isObject() || vocabulary.isEmpty()) {
            throw expected("/model/vocab", "an object of tokens");
        }
        var spellings = new String[vocabulary.size()];
        for (Map.Entry<String, JsonNode> entry : vocabulary.properties()) {
            JsonNode value = entry.getValue();
            int token = value.isIntegralNumber() && value.canConvertToInt() ? value.asInt() : -1;
            if (token < 0 || token >= spellings.length || spellings[token] != null) {
                throw fault(
                        "/model/vocab",
                        "expected the numbers 0 to %d once each, got %s for '%s'"
                                .formatted(spellings.length - 1, value, entry.getKey()));
            }
            spellings[token] = entry.getKey();
        }
        return spellings;
    }

    private void require(String pointer, String value) throws MalformedDataException {
        if (!root.at(pointer).asString("").equals(value)) {
            throw expected(pointer, value);
        }
    }

    private void requireAbsentOr(String pointer, String value) throws MalformedDataException {
        if (!root.at(pointer).isMissingNode()) {
            require(pointer, value);
        }
    }

    private void requireAbsent(String pointer) throws MalformedDataException {
        JsonNode node = root.at(pointer);
        boolean absent = node.isMissingNode()
                || node.isNull()
                || (node.isContainer() && node.isEmpty())
                || (node.isString() && node.asString().isEmpty());
        if (!absent) {
            throw expected(pointer, "nothing");
        }
    }

    private MalformedDataException expected(String pointer, String what) {
        JsonNode node = root.at(pointer);
        String got = node.isMissingNode() ? "nothing" : node.toString();
        return fault(
                pointer, "expected %s, got %s".formatted(what, got.length() > 80 ? got.substring(0, 80) + "…" : got));
    }

    private MalformedDataException fault(String pointer, String message) {
        return new MalformedDataException(file, pointer.substring(1).replace('/', '.') + ": " + message);
    }
}
