package org.fourierlearner.app.report;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// A page with a molecule in space, its atoms colored by what one of them attends to: one file with its scripts
/// and numbers inside, that asks for nothing else.
///
/// @param title what people call the molecule
/// @param scene what is shown
public record MoleculePage(String title, Scene scene) {
    private static final Pattern SLOT = Pattern.compile("\\{\\{(\\w+)}}");

    /// A molecule, and the attention of one of its atoms.
    ///
    /// @param symbols of the atoms
    /// @param places of the atoms, three numbers for each, in Å
    /// @param weights what the atom gives to each atom, `[layers, heads, atoms]`
    /// @param atom that attends, from 0
    /// @param layer that is shown first, from 0
    /// @param head that is shown first, from 0
    @SuppressWarnings("ArrayRecordComponent")
    public record Scene(List<String> symbols, double[][] places, double[][][] weights, int atom, int layer, int head) {
        public Scene {
            symbols = List.copyOf(symbols);
            Lengths.requireEqual("places", places.length, "symbols", symbols.size());
        }
    }

    /// {@return the page, as HTML}
    public String toHtml() {
        var viewer = InspectPage.resource("3dmol/3Dmol-min.js");
        var script = InspectPage.resource("molecule.js");
        var style = InspectPage.resource("inspect.css") + InspectPage.resource("molecule.css");
        var values = Map.of(
                "title", Html.escaped(title),
                "viewerHash", InspectPage.hash(viewer),
                "scriptHash", InspectPage.hash(script),
                "styleHash", InspectPage.hash(style),
                "style", style,
                "viewer", viewer,
                "script", script,
                "licence", licence(),
                // within a script element nothing may look like a tag
                "data", JsonMapper.shared().writeValueAsString(scene).replace("<", "\\u003c"));
        return SLOT.matcher(InspectPage.resource("molecule.html"))
                .replaceAll(slot -> Matcher.quoteReplacement(values.getOrDefault(slot.group(1), "")));
    }

    private static String licence() {
        return InspectPage.resource("3dmol/LICENSE")
                .lines()
                .map(Html::escaped)
                .reduce("", (text, line) -> text + line + "\n");
    }
}
