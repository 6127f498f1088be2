package org.fourierlearner.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class InspectPageTest {
    private static final String HOSTILE = "</script><script>alert('x')</script>&\" {{data}} \u2028 <!--";

    @Test
    void thePageAsksForNothingElse() {
        var page = new InspectPage(SampleReports.of("run", 2, 2, 13)).toHtml();
        assertThat(page).doesNotContain("http:", "https:", "src=", "@import", "url(", "href=", "fetch(", "import(");
        assertThat(page).doesNotContain("{{");
    }

    @Test
    void hostileTextStaysText() {
        var head = new LayerHead(0, 0, 0, 0, 0, 0, Encoding.none(), Spectrum.none(), AttentionRows.none());
        var page = new InspectPage(new InspectReport(
                        HOSTILE,
                        Map.of(HOSTILE, HOSTILE),
                        new PositionUnit(HOSTILE, HOSTILE),
                        List.of(),
                        List.of(head),
                        List.of(HOSTILE)))
                .toHtml();
        assertThat(page).doesNotContain("<script>alert", "<!--");
        assertThat(page.split("</script>", -1))
                .as("the two scripts of the template")
                .hasSize(3);
        assertThat(page).contains("&lt;/script&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot; {{data}}");
        var offset = JsonMapper.shared()
                .readTree(embedded(page))
                .at("/labels/offset")
                .asString();
        assertThat(offset).contains(HOSTILE);
    }

    @Test
    void embeddedNumbersRoundTrip() {
        var report = SampleReports.of("run", 2, 2, 13);
        var read = JsonMapper.shared().readValue(embedded(new InspectPage(report).toHtml()), PageData.class);
        assertThat(read).isEqualTo(PageData.of(report));
        assertThat(read.heads()).hasSize(4);
        assertThat(read.heads().get(3).encoding().offsets()).hasSize(25);
    }

    @Test
    void numbersThatAreNotFiniteBecomeNull() {
        var curve = List.of(
                new TrainingPoint(1, 3, Double.NaN, 1e-310),
                new TrainingPoint(2, Double.NaN, 2.5, 0.001),
                new TrainingPoint(3, Double.POSITIVE_INFINITY, Double.NaN, 0.0012345678));
        var read = PageData.of(new InspectReport("", Map.of(), PositionUnit.TOKENS, curve, List.of(), List.of()))
                .curve();
        assertThat(read.train()).containsExactly(3.0, null, null);
        assertThat(read.validation()).containsExactly(2.5);
        assertThat(read.validationStep()).containsExactly(2.0);
        assertThat(read.learningRate()).containsExactly(1e-310, 0.001, 0.0012346);
    }

    @Test
    void aLargeModelFitsInAFewMegabytes() {
        var head = SampleReports.of("large", 1, 1, 256).heads().getFirst();
        var heads = IntStream.range(0, 48)
                .mapToObj(index -> new LayerHead(
                        index / 8, index % 8, 64, 50, 0, 0, head.encoding(), head.spectrum(), head.attention()))
                .toList();
        var report = new InspectReport("large", Map.of(), PositionUnit.TOKENS, List.of(), heads, List.of());
        assertThat(new InspectPage(report).toHtml().length()).isLessThan(4_000_000);
        assertThat(PageData.of(report).heads().getFirst().attention().stride()).isEqualTo(4);
    }

    @Test
    void pooledRowsStillSumToOne() {
        var rows =
                SampleReports.of("run", 1, 1, 31).heads().getFirst().attention().exact();
        var pooled = Thinning.pool(rows, 3);
        assertThat(pooled).hasNumberOfRows(11);
        assertThat(pooled[10]).hasSize(11);
        var sum = 0.0;
        for (var weight : pooled[10]) {
            sum += weight;
        }
        assertThat(sum).isCloseTo(1, within(31 * Math.ulp(1.0)));
    }

    @Test
    void modelsWithoutEncodingsSaySoInTheTable() {
        assertThat(new InspectPage(SampleReports.withoutEncodings()).toHtml()).contains("no encoding");
    }

    @Test
    void collapsedSamplesAreMarked() {
        assertThat(new InspectPage(SampleReports.of("run", 1, 2, 7)).toHtml())
                .contains("2.3 of 64 <strong class=\"warning\">collapsed</strong>");
    }

    private static String embedded(String page) {
        var opening = "id=\"data\">";
        var start = page.indexOf(opening) + opening.length();
        return page.substring(start, page.indexOf("</script>", start));
    }
}
