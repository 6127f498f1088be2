package org.fourierlearner.data.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.fourierlearner.testkit.Damage;
import org.junit.jupiter.api.Test;

/// Whatever the bytes, they are a catalog or refused by their name.
class CatalogFuzzTest {
    private static final byte[] SOUND =
            """
            {"datasets": [{"name": "a-b", "description": "d", "licence": "l", "files": [{"name": "a.gz",
             "url": "https://example.org/a.gz", "sha256": "%s", "sizeBytes": 7, "form": "GZIP",
             "alternatives": [{"sha256": "%s", "sizeBytes": 5}]}], "installed": ["/usr/share/a-b"]}]}
            """.formatted("0f".repeat(32), "1e".repeat(32)).getBytes(UTF_8);

    @FuzzTest
    void anyBytesAreACatalogOrRefused(byte[] json) {
        try {
            Catalog catalog = Catalog.read("fuzz.json", new ByteArrayInputStream(json));
            catalog.datasets()
                    .forEach(dataset ->
                            assertThat(catalog.dataset(dataset.name())).isEqualTo(dataset));
        } catch (IOException e) {
            assertThat(e).hasMessageStartingWith("fuzz.json: expected ");
        }
    }

    @Test
    void damagedCatalogsAreReadOrRefused() {
        Damage.copies(SOUND, 500, 1).forEach(this::anyBytesAreACatalogOrRefused);
    }
}
