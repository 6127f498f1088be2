package org.fourierlearner.app.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// The page of an [InspectReport]: one file with its script, style and numbers inside, that asks for
/// nothing else.
///
/// @param report what to show
public record InspectPage(InspectReport report) {
    private static final Pattern SLOT = Pattern.compile("\\{\\{(\\w+)}}");

    /// {@return the page, as HTML}
    public String toHtml() {
        var script = resource("charts.js") + resource("inspect.js");
        var style = resource("inspect.css");
        var title = report.title().isBlank() ? "Untitled run" : report.title();
        var values = Map.of(
                "title", Html.escaped(title),
                "scriptHash", hash(script),
                "styleHash", hash(style),
                "style", style,
                "script", script,
                "facts", facts(),
                "heads", heads(),
                "notes", notes(),
                "data", PageData.of(report).toJson());
        // one pass, so that a value that looks like a slot stays text
        return SLOT.matcher(resource("inspect.html"))
                .replaceAll(slot -> Matcher.quoteReplacement(values.getOrDefault(slot.group(1), "")));
    }

    private String facts() {
        return report.facts().isEmpty()
                ? "<tr><td>Nothing is known.</td></tr>"
                : report.facts().entrySet().stream()
                        .map(fact -> "<tr><th scope=\"row\">" + Html.escaped(fact.getKey()) + "</th><td>"
                                + Html.escaped(fact.getValue()) + "</td></tr>")
                        .collect(joining("\n"));
    }

    private String notes() {
        return report.notes().isEmpty()
                ? "<li>None.</li>"
                : report.notes().stream()
                        .map(note -> "<li>" + Html.escaped(note) + "</li>")
                        .collect(joining("\n"));
    }

    private String heads() {
        return IntStream.range(0, report.heads().size())
                .mapToObj(index -> row(index, report.heads().get(index)))
                .collect(joining("\n"));
    }

    private static String row(int index, LayerHead head) {
        var id = "head-" + index;
        var encoded = head.frequencies() > 0;
        return "<tr><td><input type=\"radio\" name=\"head\" id=\"" + id + "\" value=\"" + index + "\""
                + (index == 0 ? " checked" : "")
                + "></td><th scope=\"row\" data-value=\"" + index + "\"><label for=\"" + id + "\">"
                + Html.escaped(head.name()) + "</label></th><td class=\"spark\"></td>"
                + cell(head.decay(), head.decay() == 0 ? "none" : NumberLabel.of(head.decay()))
                + cell(head.selfLogit(), head.selfLogit() == 0 ? "none" : NumberLabel.of(head.selfLogit()))
                + cell(head.effectiveSampleSize(), encoded ? effective(head) : "no encoding")
                + cell(
                        head.attention().totalVariation(),
                        head.attention().isEmpty()
                                ? "–"
                                : NumberLabel.of(head.attention().totalVariation()))
                + "</tr>";
    }

    private static String effective(LayerHead head) {
        return NumberLabel.of(head.effectiveSampleSize()) + " of " + head.frequencies()
                + (head.collapsed() ? " <strong class=\"warning\">collapsed</strong>" : "");
    }

    private static String cell(double value, String content) {
        return "<td data-value=\"" + value + "\">" + content + "</td>";
    }

    /// {@return what a content security policy allows a script or style by}
    static String hash(String content) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: expected in every Java platform", e);
        }
    }

    /// {@return a text of this package}
    static String resource(String name) {
        try (var stream = InspectPage.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + ": expected on the class path beside InspectPage");
            }
            return new String(stream.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
