package org.fourierlearner.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// Reads a record from TOML.
///
/// Keys are the names of the record's components. A component is a `String`, `int`, `long`,
/// `double` (an integer will do), `boolean`, `Path` (a string), enum (its constant in kebab case),
/// another record (a table), a sealed interface, or an `Optional` or `List` of these. A [Located] also knows
/// where it was written; a [Template] is a record that can be read again with other settings.
///
/// **Variants.** A sealed interface of records is a table with the key `kind`: the record's simple
/// name in kebab case, less the interface's name if it ends with it, so `GaussianMixtureSpectrum` of
/// `Spectrum` is `gaussian-mixture`. Instead of a table with nothing but a kind, the kind alone will do:
/// `rpe = "none"` is `rpe = { kind = "none" }`.
///
/// **Defaults.** A record may have a static method `defaults()` without parameters that returns the
/// record's type. A key that is absent takes the component's value from it. Inside a component
/// that is itself a record or variant, absent keys take the value that the surrounding record's
/// defaults have there; if those have another variant or there are none, the component's own
/// `defaults()` serve. Without any, an absent key is an error, except that an absent `Optional` is empty.
/// An empty array is the way to write an empty `Optional` over a default that is present.
///
/// **Checks.** A compact constructor refuses a value with an [IllegalArgumentException] whose message
/// has the form `component: expected X, got Y`; the reader puts the place of that component's key before
/// it, or of its table if the file leaves the key out.
///
/// **Overrides** have the form `train.steps=100` and win over the file; later ones win over earlier
/// ones. The part after `=` is TOML, or anything else that does not start with a quote or a bracket,
/// which then is a string: `train.optimizer.kind=learned`. An override of a `kind` by another drops the
/// other keys of the file's table. Tables merge, also those that an override writes in braces.
///
/// The methods keep no state and may be called from any thread.
public final class RecordReader {
    private RecordReader() {}

    /// {@return the record in a file}
    ///
    /// @param <T> the record type, or a sealed interface of records
    /// @param file a UTF-8 file, shown in messages as it is given here
    /// @param overrides texts of the form `key=value`
    /// @param type the record type
    /// @throws ConfigException if the file is absent, or the file or an override is not a `type`
    /// @throws UncheckedIOException if the file cannot be read
    public static <T> T read(Path file, List<String> overrides, Class<T> type) {
        if (Files.isDirectory(file)) {
            throw new ConfigException(Place.ofFile(file.toString()), "expected a file, got a folder");
        }
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ConfigException(Place.ofFile(file.toString()), "expected a file, got nothing", e);
        } catch (CharacterCodingException e) {
            throw new ConfigException(Place.ofFile(file.toString()), "expected UTF-8 text, got other bytes", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read(text, file.toString(), overrides, type);
    }

    /// {@return the record in a text}
    ///
    /// @param <T> the record type, or a sealed interface of records
    /// @param text a TOML document
    /// @param name what messages call the text
    /// @param overrides texts of the form `key=value`
    /// @param type the record type
    /// @throws ConfigException if the text or an override is not a `type`
    public static <T> T read(String text, String name, List<String> overrides, Class<T> type) {
        Node.Table document = Document.ofFile(text, name);
        int number = 0;
        for (String override : overrides) {
            document = document.with(Document.ofOverride(override, ++number));
        }
        return type.cast(Binder.bind(type, document, "", null));
    }
}
