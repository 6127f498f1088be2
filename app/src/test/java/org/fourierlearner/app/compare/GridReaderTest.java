package org.fourierlearner.app.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fourierlearner.config.ConfigException;
import org.fourierlearner.train.LanguageModelRunConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a grid is made of, and mistakes by their messages.
final class GridReaderTest {
    private static final int NAME = TinyGrid.CELL_LINE + 1;
    private static final int SETTINGS = TinyGrid.CELL_LINE + 2;

    @TempDir
    private Path folder;

    private Grid read(String cells, String... settings) throws IOException {
        return GridReader.read(TinyGrid.file(folder, cells), false, List.of(settings));
    }

    private static LanguageModelRunConfig config(Grid grid, int run) {
        return (LanguageModelRunConfig) grid.runs().get(run).config();
    }

    @Test
    void seedsAreOutermostAndEveryRunHasItsFolder() throws IOException {
        Grid grid = read(TinyGrid.two());

        assertThat(grid.runs().stream().map(Grid.Run::folder))
                .containsExactly(
                        Path.of("runs/exact-none/seed-1"),
                        Path.of("runs/flt/seed-1"),
                        Path.of("runs/exact-none/seed-2"),
                        Path.of("runs/flt/seed-2"));
        assertThat(config(grid, 2).seed()).isEqualTo(2);
        assertThat(config(grid, 0).model().attention())
                .isNotEqualTo(config(grid, 1).model().attention());
    }

    @Test
    void settingsOfCellsWinOverThoseOfTheCommandLineWhichWinOverTheFile() throws IOException {
        Grid grid = read(TinyGrid.cell("a") + TinyGrid.cell("b", "model.layers=3"), "model.layers=2", "train.steps=7");

        assertThat(config(grid, 0).model().layers()).isEqualTo(2);
        assertThat(config(grid, 1).model().layers()).isEqualTo(3);
        assertThat(config(grid, 1).train().steps()).isEqualTo(7);
    }

    @Test
    void profileHasItsOwnSettingsSeedsAndCells() throws IOException {
        Path file = TinyGrid.file(folder, TinyGrid.two() + """
                [profiles.quick]
                seeds = [5]
                cells = ["FLT"]
                settings = ["train.steps=3"]
                """);

        Grid quick = GridReader.read(file, true, List.of());

        assertThat(quick.title()).isEqualTo("tiny-quick");
        assertThat(quick.runs()).hasSize(1);
        assertThat(config(quick, 0).seed()).isEqualTo(5);
        assertThat(config(quick, 0).train().steps()).isEqualTo(3);
        assertThat(GridReader.read(file, false, List.of()).runs()).hasSize(4);
    }

    @Test
    void mistakeInASettingIsNamedWithItsPlaceAndCell() {
        refuses(
                TinyGrid.cell("a", "model.layers=1", "model.layers=0"),
                SETTINGS + ":31: cell 'a': model.layers: expected a positive number, got 0");
        refuses(TinyGrid.cell("a", "model.attention.kind"), SETTINGS + ":13: cell 'a': expected key=value on one line");
        refuses(
                TinyGrid.cell("a", "model.layer=1"),
                SETTINGS
                        + ":13: cell 'a': model.layer: expected one of [layers, modelDim, heads, mlpDim, contextLength, attention, absolutePositions, activation, norm, tiedEmbeddings, dropout], got 'layer'; did you mean 'layers'?");
    }

    @Test
    void cellThatContradictsTheBaseIsNamedWithItsPlace() {
        refuses(
                TinyGrid.cell("a", "model.attention.features=elu"),
                NAME
                        + ":1: cell 'a': model.attention.form: expected paired or product, because deterministic features of added positions depend on more than rᵢ − rⱼ, got additive");
    }

    @Test
    void cellsOnUnequalTermsAreRefused() {
        refuses(
                TinyGrid.cell("a", "train.steps=5"),
                NAME + ":1: cell 'a': train.steps: expected 4 as in the base, got 5; cells are trained on equal terms");
        refuses(
                TinyGrid.cell("a", "seed=5"),
                NAME + ":1: cell 'a': seed: expected 1 as in the base, got 5; cells are trained on equal terms");
        refuses(
                TinyGrid.cell("a", "model.contextLength=8"),
                NAME
                        + ":1: cell 'a': model.contextLength: expected 16 as in the base, got 8; cells are trained on equal terms");
    }

    @Test
    void namesThatCannotBeToldApartAreRefused() {
        refuses(
                TinyGrid.cell("FLT, decay") + TinyGrid.cell("flt (decay)"),
                (NAME + 3)
                        + ":1: name: expected names that differ in more than punctuation, got 'flt (decay)' a second time");
        refuses(TinyGrid.cell("–"), NAME + ":1: name: expected letters or digits, got '–'");
    }

    @Test
    void limitsOfTimeAndPatienceAreRefused() {
        assertThatThrownBy(() -> read(TinyGrid.two(), "train.maxMinutes=5"))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith(
                        "tiny.toml:3:1: base.train.maxMinutes: expected 0, so that all cells take as many steps, got 5.0");
        assertThatThrownBy(() -> read(TinyGrid.two(), "train.patience=2"))
                .hasMessageEndingWith(
                        "tiny.toml:3:1: base.train.patience: expected 0, so that all cells take as many steps, got 2");
    }

    @Test
    void seedsAndUnknownKeysAreRefused() throws IOException {
        Path file = TinyGrid.file(folder, TinyGrid.two());
        String text = Files.readString(file);

        Files.writeString(file, text.replace("[1, 2]", "[1, 1]"));
        assertThatThrownBy(() -> GridReader.read(file, false, List.of()))
                .hasMessage("%s:1:1: seeds: expected one or more different numbers, got [1, 1]", file);

        Files.writeString(file, text.replace("seeds", "seed"));
        assertThatThrownBy(() -> GridReader.read(file, false, List.of()))
                .hasMessageStartingWith(
                        "%s:1:1: seed: expected one of [base, seeds, cells, profiles], got 'seed'; did you mean 'seeds'?"
                                .formatted(file));
    }

    private void refuses(String cells, String message) {
        assertThatThrownBy(() -> read(cells))
                .isInstanceOf(ConfigException.class)
                .hasMessage(folder.resolve("tiny.toml") + ":" + message);
    }
}
