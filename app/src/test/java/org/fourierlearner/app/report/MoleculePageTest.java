package org.fourierlearner.app.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MoleculePageTest {
    private static final MoleculePage PAGE = new MoleculePage(
            "</title><script>alert('x')</script> {{data}}",
            new MoleculePage.Scene(
                    List.of("<!--", "H"),
                    new double[][] {{0, 0, 0}, {0, 0, 1}},
                    new double[][][] {{{0.5, -0.25}}},
                    1,
                    0,
                    0));

    @Test
    void theVendoredLibraryIsTheOneThatItsOriginNames() throws IOException, NoSuchAlgorithmException {
        String origin = InspectPage.resource("3dmol/ORIGIN.md");
        try (var stream =
                Objects.requireNonNull(MoleculePage.class.getResourceAsStream("3dmol/3Dmol-min.js"), "3Dmol-min.js")) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(stream.readAllBytes());
            assertThat(origin).contains(HexFormat.of().formatHex(hash));
        }
        // the page holds both as text
        assertThat(InspectPage.resource("3dmol/3Dmol-min.js").getBytes(UTF_8)).hasSizeGreaterThan(500_000);
        assertThat(InspectPage.resource("3dmol/3Dmol-min.js")).doesNotContain("</script", "<!--");
    }

    @Test
    void hostileTextStaysText() {
        String page = PAGE.toHtml();
        assertThat(page).doesNotContain("<script>alert", "<!--");
        assertThat(page.split("</script>", -1))
                .as("the three scripts of the template")
                .hasSize(4);
        assertThat(page).contains("&lt;/title&gt;&lt;script&gt;");
    }

    @Test
    void thePolicyAllowsTheScriptsOfThePageAlone() {
        String page = PAGE.toHtml();
        for (String script : List.of("3dmol/3Dmol-min.js", "molecule.js")) {
            assertThat(page).contains("'" + InspectPage.hash(InspectPage.resource(script)) + "'");
        }
        assertThat(page).contains("default-src 'none'");
    }
}
