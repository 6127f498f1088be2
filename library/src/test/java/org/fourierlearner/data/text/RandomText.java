package org.fourierlearner.data.text;

import java.util.List;
import java.util.SplittableRandom;

/// Text that is hard to cut: words, contractions, runs of whitespace, emoji, marks, any code point.
final class RandomText {
    private static final List<String> FRAGMENTS = List.of(
            "the",
            "The",
            " of",
            " and",
            "a",
            "I'm",
            "it's",
            "we'll",
            "you've",
            "they're",
            "don't",
            "I'd",
            "'s",
            "'",
            "''",
            " '",
            "'re9",
            "'r",
            "'v",
            "'l",
            "x's",
            "1789",
            " 3.14",
            "½",
            "²",
            "Ⅷ",
            "٣",
            "hello",
            "naïve",
            "Straße",
            "e\u0301",
            "\u0301\u0327",
            " \u0301",
            "日本語",
            "中文 字",
            "한국어",
            "עברית",
            "हिन्दी",
            "ไทย",
            "𝔘𝔫𝔦",
            "𐐷",
            "🙂",
            "👩\u200D👩\u200D👧",
            "🇩🇪",
            "✊🏽",
            " ",
            "  ",
            "   ",
            "\n",
            "\n\n",
            "\n\n\n",
            "\r\n",
            "\t",
            "\t \n",
            " \n ",
            "\u00A0",
            "\u3000",
            "\u2028",
            "\u0085",
            "\u000B",
            "\u001C",
            "\u001F",
            "\u200B",
            "\uFEFF",
            "\u180E",
            "\0",
            "\u0007",
            "\u007F",
            "...",
            "!?",
            "--",
            "(",
            ")",
            "\"",
            "#",
            "@x",
            "http://a.b/c?d=e",
            "_",
            "{}",
            "\uFFFD",
            "\uE000",
            "\uFFFF");

    private RandomText() {}

    /// {@return at least `length` UTF-16 units of fragments}
    static String of(int length, long seed) {
        var random = new SplittableRandom(seed);
        var text = new StringBuilder(length + 16);
        while (text.length() < length) {
            text.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
        }
        return text.toString();
    }

    /// {@return as [#of], and with arbitrary code points between the fragments}
    static String wild(int length, long seed) {
        var random = new SplittableRandom(seed);
        var text = new StringBuilder(length + 16);
        while (text.length() < length) {
            text.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
            text.appendCodePoint(codePoint(random));
        }
        return text.toString();
    }

    private static int codePoint(SplittableRandom random) {
        while (true) {
            int limit = random.nextBoolean() ? 0x3000 : random.nextBoolean() ? 0x10000 : Character.MAX_CODE_POINT + 1;
            int codePoint = random.nextInt(limit);
            if (Character.getType(codePoint) != Character.SURROGATE) {
                return codePoint;
            }
        }
    }
}
