package org.fourierlearner.data.text;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes tokenizers in the form of the Hugging Face tokenizers library.
final class TokenizerJsonWriter {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private TokenizerJsonWriter() {}

    static byte[] bytesOf(Tokenizer tokenizer) {
        ObjectNode root = switch (tokenizer) {
            case ByteTokenizer _ -> bytePairs(Pieces.singleBytes(), new MergeTable(new long[0], new int[0]));
            case BytePairTokenizer pairs -> bytePairs(pairs.pieces(), pairs.merges());
            case CharacterTokenizer characters -> characters(characters);
        };
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    }

    private static ObjectNode bytePairs(Pieces pieces, MergeTable merges) {
        ObjectNode vocabulary = NODES.objectNode();
        for (int token = 0; token < pieces.size(); token++) {
            vocabulary.put(ByteAlphabet.spell(pieces.of(token)), token);
        }
        ArrayNode pairs = NODES.arrayNode();
        for (int rank = 0; rank < merges.size(); rank++) {
            long pair = merges.pairAt(rank);
            pairs.addArray()
                    .add(ByteAlphabet.spell(pieces.of(MergeTable.left(pair))))
                    .add(ByteAlphabet.spell(pieces.of(MergeTable.right(pair))));
        }
        ObjectNode model = NODES.objectNode();
        model.put("type", "BPE").putNull("dropout").putNull("unk_token");
        model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        model.set("vocab", vocabulary);
        model.set("merges", pairs);
        return root(byteLevel(), byteLevel(), model);
    }

    private static ObjectNode byteLevel() {
        return NODES.objectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", true);
    }

    private static ObjectNode characters(CharacterTokenizer tokenizer) {
        ObjectNode vocabulary = NODES.objectNode();
        for (int token = 0; token < tokenizer.vocabularySize(); token++) {
            vocabulary.put(Character.toString(tokenizer.codePointOf(token)), token);
        }
        ObjectNode split = NODES.objectNode().put("type", "Split");
        split.putObject("pattern").put("Regex", TokenizerJsonReader.EVERY_CHARACTER);
        split.put("behavior", "Isolated").put("invert", false);
        ObjectNode model = NODES.objectNode().put("type", "WordLevel");
        model.set("vocab", vocabulary);
        // the format wants one; as it is no character, it is never found, and an unknown character is an error there
        // too
        model.put("unk_token", "[UNK]");
        return root(split, NODES.objectNode().put("type", "Fuse"), model);
    }

    private static ObjectNode root(ObjectNode preTokenizer, ObjectNode decoder, ObjectNode model) {
        ObjectNode root = NODES.objectNode();
        root.put("version", "1.0").putNull("truncation").putNull("padding");
        root.putArray("added_tokens");
        root.putNull("normalizer");
        root.set("pre_tokenizer", preTokenizer);
        root.putNull("post_processor");
        root.set("decoder", decoder);
        root.set("model", model);
        return root;
    }
}
