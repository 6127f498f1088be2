package org.fourierlearner.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

class TokenizerConfigTest {

    @Test
    void theKindsMakeTheirTokenizers() throws IOException {
        assertThat(new TokenizerConfig.ByteLevel().train(new StringReader("abab")))
                .isInstanceOf(ByteTokenizer.class);
        assertThat(new TokenizerConfig.Characters().train(new StringReader("abab")))
                .isInstanceOf(CharacterTokenizer.class)
                .returns(2, Tokenizer::vocabularySize);
        assertThat(new TokenizerConfig.BytePairs(257).train(new StringReader("abab")))
                .isInstanceOf(BytePairTokenizer.class)
                .returns(257, Tokenizer::vocabularySize);
    }

    @Test
    void bytePairsNeedRoomBesideTheBytes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TokenizerConfig.BytePairs(256))
                .withMessage("vocabularySize: expected more than the 256 single bytes, got 256");
    }
}
