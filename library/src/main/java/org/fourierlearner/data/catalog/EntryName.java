package org.fourierlearner.data.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Names that an archive or a catalog gives to files; harmless on every system.
final class EntryName {
    /// Separators and drive letters of some system, characters that no file name should have, and dots at
    /// the end, which Windows drops.
    private static final Pattern REFUSED = Pattern.compile("[\\\\:<>\"|?*\\p{Cntrl}]|[. ]$");

    private static final Pattern DEVICE =
            Pattern.compile("(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?", Pattern.CASE_INSENSITIVE);
    private static final int LONGEST = 255;

    private EntryName() {}

    /// {@return whether a name is that of a file or folder, without any path}
    static boolean isPlain(String name) {
        return !name.isEmpty()
                && name.length() <= LONGEST
                && name.indexOf('/') < 0
                && !REFUSED.matcher(name).find()
                && !DEVICE.matcher(name).matches();
    }

    /// {@return the parts of a relative path below its root, none for the root itself; empty if the path is
    /// absolute, leads upwards, or has a part that is not plain}
    static Optional<List<String>> parts(String path) {
        String relative = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        List<String> parts = Arrays.stream(relative.split("/", -1))
                .filter(part -> !part.equals("."))
                .toList();
        return parts.stream().allMatch(EntryName::isPlain) ? Optional.of(parts) : Optional.empty();
    }

    /// {@return a name that can be shown, whatever an archive holds}
    static String printable(String name) {
        String shown = name.length() <= LONGEST ? name : name.substring(0, LONGEST) + "…";
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
