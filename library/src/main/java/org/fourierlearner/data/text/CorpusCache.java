package org.fourierlearner.data.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.fourierlearner.storage.Sha256;

/// A folder of tokenizers and token files, each named by the hash of what it was made from.
///
/// @param folder made if absent
record CorpusCache(Path folder) {
    private static final int KEY_DIGITS = 16;

    TextCorpora open(SplitText texts, TokenizerConfig config) throws IOException {
        return open(texts, tokenizer(texts, config));
    }

    TextCorpora open(SplitText texts, Tokenizer tokenizer) throws IOException {
        byte[] json = TokenizerJsonWriter.bytesOf(tokenizer);
        TokenCorpus train = corpus(texts.name() + "-train", texts.train(), tokenizer, json);
        try {
            TokenCorpus validation = corpus(texts.name() + "-validation", texts.validation(), tokenizer, json);
            return new TextCorpora(train, validation, tokenizer);
        } catch (IOException | RuntimeException fault) {
            train.close();
            throw fault;
        }
    }

    private Tokenizer tokenizer(SplitText texts, TokenizerConfig config) throws IOException {
        return switch (config) {
            case TokenizerConfig.ByteLevel _ -> new ByteTokenizer();
            case TokenizerConfig.Characters characters -> {
                try (Reader train = texts.train().open();
                        Reader validation = texts.validation().open()) {
                    yield characters.train(new ChainedReader(train, validation));
                }
            }
            case TokenizerConfig.BytePairs pairs -> {
                String key = key(texts.train().summary().sha256().getBytes(UTF_8));
                Path file = file("%s-byte-pairs-%d-%s.json".formatted(texts.name(), pairs.vocabularySize(), key));
                if (!Files.exists(file)) {
                    try (Reader train = texts.train().open()) {
                        pairs.train(train).write(file);
                    }
                }
                yield Tokenizer.read(file);
            }
        };
    }

    private TokenCorpus corpus(String name, SplitText.Text text, Tokenizer tokenizer, byte[] tokenizerJson)
            throws IOException {
        String key = key(text.summary().sha256().getBytes(UTF_8), tokenizerJson);
        Path file = file("%s-%s.tokens".formatted(name, key));
        if (Files.exists(file)) {
            return TokenCorpus.open(file);
        }
        try (Reader reader = text.open()) {
            return TokenCorpus.build(reader, tokenizer, file);
        } catch (UnknownCharacterException unknown) {
            throw unknown.in(text.file(), text.from());
        }
    }

    private Path file(String name) throws IOException {
        return Files.createDirectories(folder).resolve(name);
    }

    private static String key(byte[]... origins) {
        MessageDigest digest = Sha256.digest();
        for (byte[] origin : origins) {
            digest.update(origin);
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, KEY_DIGITS);
    }
}
