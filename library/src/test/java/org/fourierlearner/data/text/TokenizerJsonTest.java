package org.fourierlearner.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fourierlearner.storage.MalformedDataException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files that are almost a tokenizer, each refused with the place and what was expected there.
class TokenizerJsonTest {
    @TempDir
    private Path folder;

    private Path file;
    private Tokenizer bytePairs;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("tokenizer.json");
        bytePairs = new TokenizerConfig.BytePairs(258).train(new StringReader("abc abc"));
        bytePairs.write(file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "\"normalizer\" : null; \"normalizer\" : {\"type\" : \"NFC\"};"
                        + " normalizer: expected nothing, got {\"type\":\"NFC\"}",
                "\"added_tokens\" : [ ]; \"added_tokens\" : [ 1 ]; added_tokens: expected nothing, got [1]",
                "\"type\" : \"BPE\"; \"type\" : \"Unigram\";"
                        + " model.type: expected one of [BPE, WordLevel], got \"Unigram\"",
                "\"type\" : \"BPE\"; \"typ\" : \"BPE\"; model.type: expected one of [BPE, WordLevel], got nothing",
                "\"add_prefix_space\" : false; \"add_prefix_space\" : true;"
                        + " pre_tokenizer.add_prefix_space: expected false, got true",
                "\"use_regex\" : true; \"use_regex\" : false; pre_tokenizer.use_regex: expected true, got false",
                "\"dropout\" : null; \"dropout\" : 0.1; model.dropout: expected nothing, got 0.1",
                "\"ignore_merges\" : false; \"ignore_merges\" : true; model.ignore_merges: expected false, got true",
                "\"continuing_subword_prefix\" : null; \"continuing_subword_prefix\" : \"##\";"
                        + " model.continuing_subword_prefix: expected nothing, got \"##\"",
                "\"abc\" : 257; \"abc\" : 256;"
                        + " model.vocab: expected the numbers 0 to 257 once each, got 256 for 'abc'",
                "\"abc\" : 257; \"abc\" : 2.5;"
                        + " model.vocab: expected the numbers 0 to 257 once each, got 2.5 for 'abc'",
                "\"abc\" : 257; \"a c\" : 257; model.vocab: expected byte-level tokens, got 'a c'",
                "\"abc\" : 257; \"\" : 257; model.vocab: expected byte-level tokens, got ''",
                "\"z\" : 122; \"zz\" : 122; model.vocab: expected all 256 bytes, found none for 0x7A",
                "[ \"a\", \"b\" ]; [ \"a\", \"x\" ];"
                        + " model.merges.0: expected two tokens that spell a third, got [\"a\",\"x\"]",
                "[ \"a\", \"b\" ]; \"a b c\"; model.merges.0: expected a pair of tokens, got \"a b c\"",
                "[ \"a\", \"b\" ]; [ \"ab\", \"c\" ]; model.merges.1: expected every pair once, got [\"ab\",\"c\"]",
            })
    void aSettingThatWouldChangeTheTokensIsRefused(String from, String to, String message) throws IOException {
        String json = Files.readString(file);
        assertThat(json).contains(from);
        Files.writeString(file, json.replace(from, to));

        assertThatThrownBy(() -> Tokenizer.read(file))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage("%s: %s", file, message);
    }

    @Test
    void mergesInTheOlderFormAreRead() throws IOException {
        Files.writeString(file, Files.readString(file).replace("[ \"a\", \"b\" ]", "\"a b\""));

        assertThat(Tokenizer.read(file).encode("abcab")).isEqualTo(bytePairs.encode("abcab"));
    }

    @Test
    void brokenJsonIsRefusedAtItsLine() throws IOException {
        Files.writeString(file, "{\n  \"model\": {\n  oops");
        assertThatThrownBy(() -> Tokenizer.read(file))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageStartingWith(
                        "%s:3: expected JSON, got a fault: Unexpected character ('o' (code 111))", file);

        Files.writeString(file, "{\"a\": 1,\n \"a\": 2}");
        assertThatThrownBy(() -> Tokenizer.read(file))
                .hasMessage("%s:2: expected JSON, got a fault: Duplicate Object property \"a\"", file);
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        Files.writeString(file, "");

        assertThatThrownBy(() -> Tokenizer.read(file))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage("%s: model.type: expected one of [BPE, WordLevel], got nothing", file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "\"b\" : 1; \"bb\" : 1; model.vocab: expected single characters, got 'bb'",
                "\"b\" : 1; \"\" : 1; model.vocab: expected single characters, got ''",
                "\"b\" : 1; \"b\" : 7; model.vocab: expected the numbers 0 to 1 once each, got 7 for 'b'",
                "Isolated; Removed; pre_tokenizer.behavior: expected Isolated, got \"Removed\"",
                "\"Fuse\"; \"WordPiece\"; decoder.type: expected Fuse, got \"WordPiece\"",
                "\"Regex\" : \"[\\\\s\\\\S]\"; \"Regex\" : \".\";"
                        + " pre_tokenizer.pattern.Regex: expected [\\s\\S], got \".\"",
            })
    void aVocabularyOfOtherThanCharactersIsRefused(String from, String to, String message) throws IOException {
        CharacterTokenizer.of("ab").write(file);
        String json = Files.readString(file);
        assertThat(json).contains(from);
        Files.writeString(file, json.replace(from, to));

        assertThatThrownBy(() -> Tokenizer.read(file))
                .isInstanceOf(MalformedDataException.class)
                .hasMessage("%s: %s", file, message);
    }

    @Test
    void theFormIsThatOfTheTokenizersLibrary() throws IOException {
        assertThat(Files.readString(file))
                .startsWith("{\n  \"version\" : \"1.0\",\n  \"truncation\" : null,\n  \"padding\" : null,\n")
                .contains("\"Ġ\" : 32", "\"merges\" : [ [ \"a\", \"b\" ], [ \"ab\", \"c\" ] ]");
    }
}
