package org.fourierlearner.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/// TOML text as a tree that knows where everything was written.
final class Document {
    private static final Pattern UNEXPECTED = Pattern.compile("Unexpected (.*), expected (.*)", Pattern.DOTALL);
    private static final Pattern TWICE = Pattern.compile("(.*) previously defined at (.*)", Pattern.DOTALL);
    // a value that is no TOML but can only be meant as a string
    private static final Pattern BARE_OVERRIDE = Pattern.compile("([^=]*)=\\s*([^\"'\\[{\\s].*?)\\s*");

    private final Places places;

    private Document(Places places) {
        this.places = places;
    }

    /// Turns a position in a text into a place.
    private interface Places {
        Place at(int line, int column);
    }

    static Node.Table ofFile(String text, String name) {
        return parse(text, (line, column) -> Place.inFile(name, line, column));
    }

    static Node.Table ofOverride(String override, int number) {
        return ofOverride(
                override, number, Place.inOverride(number, override, 1, 1).text());
    }

    /// @param shown the place as messages show it
    static Node.Table ofOverride(String override, int number, String shown) {
        Places places = (line, column) -> new Place(number, line, column, shown);
        if (!override.contains("=") || override.lines().count() != 1) {
            throw new ConfigException(places.at(1, 1), "expected key=value on one line");
        }
        Matcher bare = BARE_OVERRIDE.matcher(override);
        if (bare.matches() && Toml.parse(override).hasErrors()) {
            return parse(bare.group(1) + "=" + RecordWriter.quote(bare.group(2)), places);
        }
        return parse(override, places);
    }

    private static Node.Table parse(String text, Places places) {
        TomlParseResult result = Toml.parse(text);
        if (result.hasErrors()) {
            throw result.errors().stream()
                    .map(error -> syntaxError(error, places))
                    .min(Comparator.comparing(ConfigException::place))
                    .orElseThrow();
        }
        return new Document(places).table(result, places.at(1, 1));
    }

    private static ConfigException syntaxError(TomlParseError error, Places places) {
        String message = Objects.requireNonNullElse(error.getMessage(), "Malformed TOML");
        Matcher unexpected = UNEXPECTED.matcher(message);
        Matcher twice = TWICE.matcher(message);
        String text;
        if (unexpected.matches()) {
            text = "expected %s, got %s".formatted(unexpected.group(2), decapitalize(unexpected.group(1)));
        } else if (twice.matches()) {
            text = "%s: expected one definition, got a second; the first is at %s"
                    .formatted(twice.group(1), twice.group(2));
        } else {
            text = decapitalize(message);
        }
        return new ConfigException(
                places.at(error.position().line(), error.position().column()), text, error);
    }

    private static String decapitalize(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    private Node.Table table(TomlTable table, Place place) {
        Node.Table node = Node.Table.empty(place);
        for (String key : table.keySet()) {
            List<String> path = List.of(key);
            Place entryPlace = placeOf(table.inputPositionOf(path));
            node.entries().put(key, node(Objects.requireNonNull(table.get(path)), entryPlace));
        }
        return node;
    }

    private Node node(Object value, Place place) {
        return switch (value) {
            case TomlTable table -> table(table, place);
            case TomlArray array -> {
                List<Node> items = new ArrayList<>();
                for (int i = 0; i < array.size(); i++) {
                    items.add(node(array.get(i), placeOf(array.inputPositionOf(i))));
                }
                yield new Node.Array(place, items);
            }
            default -> new Node.Scalar(place, value);
        };
    }

    private Place placeOf(@Nullable TomlPosition position) {
        Objects.requireNonNull(position, "everything that was parsed has a position");
        return places.at(position.line(), position.column());
    }
}
