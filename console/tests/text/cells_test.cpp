// The widths of characters and the boundaries of clusters.
#include "gimbal/console/cells.h"

#include <doctest/doctest.h>
#include <utf8proc.h>

#include <string>
#include <vector>

using namespace gimbal::console;

TEST_CASE("East Asian characters and emoji take two cells, marks none, all others one") {
    CHECK(cell_count("plain") == 5);
    CHECK(cell_count("\u65E5\u672C") == 4);
    CHECK(cell_count("\U0001F600") == 2);
    CHECK(cell_count("e\u0301") == 1);
    CHECK(cell_count("\u00E9\u2500") == 2);
    CHECK(cell_count("a\tb") == tab_stop + 1);
}

TEST_CASE("a mark is one cluster with its base") {
    CHECK(cluster_at("e\u0301x", 0, 0).bytes == 3);
    std::string family = "\U0001F468\u200D\U0001F469";  // joined by a zero-width joiner
    CHECK(cluster_at(family, 0, 0).bytes == family.size());
    CHECK(cluster_at(family, 0, 0).cells == 2);
    CHECK(previous_cluster("ae\u0301", 4) == 1);
    CHECK(previous_cluster("ab", 2) == 1);
    CHECK(previous_cluster("a", 0) == 0);
}

namespace {

std::vector<std::string> clusters_of(std::string_view text) {
    std::vector<std::string> clusters;
    for (std::size_t at = 0; at < text.size(); at += clusters.back().size())
        clusters.emplace_back(text.substr(at, cluster_at(text, at, 0).bytes));
    return clusters;
}

using Clusters = std::vector<std::string>;

}  // namespace

TEST_CASE("no combining mark takes a cell, in any script") {
    for (char32_t mark = 0x300; mark <= 0x10FFFF; ++mark) {
        const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(mark));
        if (category != UTF8PROC_CATEGORY_MN && category != UTF8PROC_CATEGORY_ME) continue;
        CAPTURE(static_cast<unsigned>(mark));
        REQUIRE(cell_width(mark) == 0);
        std::string text = "a";
        append_utf8(text, mark);
        REQUIRE(clusters_of(text + "b") == Clusters{text, "b"});
        REQUIRE(cell_count(text) == 1);
    }
}

TEST_CASE("two regional indicators are one flag of two cells, and a third begins another") {
    const std::string bangladesh = "\U0001F1E7\U0001F1E9", korea = "\U0001F1F0\U0001F1F7", half = "\U0001F1E7";
    CHECK(clusters_of(bangladesh + korea + half) == Clusters{bangladesh, korea, half});
    CHECK(cell_count(bangladesh) == 2);
    CHECK(cell_count(bangladesh + korea + half) == 5);
    CHECK(previous_cluster("x" + bangladesh + korea, 17) == 9);
}

TEST_CASE("emoji with joiners, skin tones and the emoji style are one cluster of two cells") {
    for (const std::string text : {"\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466",  // a family
                                   "\U0001F44D\U0001F3FD",                                        // a thumb, skin tone
                                   "\u261D\U0001F3FF",                     // a narrow one, skin tone
                                   "\u2764\uFE0F",                         // a red heart
                                   "\U0001F3F3\uFE0F\u200D\U0001F308"}) {  // the rainbow flag
        CAPTURE(text);
        CHECK(clusters_of("a" + text + "b") == Clusters{"a", text, "b"});
        CHECK(cell_count(text) == 2);
    }
    CHECK(cell_count("\u2764") == 1);
}

TEST_CASE("Bengali vowel signs join their consonant, and those beside it take a cell") {
    const std::string ki = "\u0995\u09BF", kaa = "\u0995\u09BE", ku = "\u0995\u09C1";  // spacing, spacing, below
    CHECK(clusters_of(ki + kaa + ku) == Clusters{ki, kaa, ku});
    CHECK(cell_count(ki) == 2);
    CHECK(cell_count(kaa) == 2);
    CHECK(cell_count(ku) == 1);
    const std::string baangla = "\u09AC\u09BE\u0982\u09B2\u09BE";  // the language's name
    CHECK(clusters_of(baangla) == Clusters{"\u09AC\u09BE\u0982", "\u09B2\u09BE"});
    CHECK(cell_count(baangla) == 5);
}

TEST_CASE("Hangul letters make one syllable of two cells, which composes") {
    const std::string han = "\u1112\u1161\u11AB", gul = "\u1100\u1173\u11AF";
    CHECK(clusters_of(han + gul + "\uD55C") == Clusters{han, gul, "\uD55C"});
    CHECK(cell_count(han) == 2);
    CHECK(cell_count("\uD55C\uAE00") == 4);
    CHECK(composed(han) == U'\uD55C');
    CHECK(composed("e\u0301") == U'\u00E9');
    CHECK(composed("\U0001F1E7\U0001F1E9") == 0);
}

TEST_CASE("invisible format characters belong to the character before them") {
    CHECK(clusters_of("a\u200Bb\uFEFFc") == Clusters{"a\u200B", "b\uFEFF", "c"});
    CHECK(cell_count("a\u200Bb\u200E") == 2);
    CHECK(cell_count("\u200B") == 1);
}

TEST_CASE("every code point alone takes one or two cells, and an ASCII character always begins a cluster") {
    for (char32_t code = 0x80; code <= 0x10FFFF; ++code) {
        std::string text;
        append_utf8(text, code);
        const Cluster alone = cluster_at(text, 0, 0);
        REQUIRE(alone.bytes == text.size());
        REQUIRE(alone.cells >= 1);
        REQUIRE(alone.cells <= 2);
        REQUIRE(cluster_at(text + "a", 0, 0).bytes == text.size());
    }
}

TEST_CASE("invalid bytes are clusters of one byte each") {
    const std::string broken = "a\xFF\xE6\x97z\xC0\x80";
    CHECK(clusters_of(broken).size() == broken.size());
}

TEST_CASE("plain means printable ASCII, at every length") {
    for (std::size_t length = 0; length < 40; ++length) {
        std::string text(length, 'x');
        CHECK(is_plain(text));
        for (std::size_t at = 0; at < length; ++at)
            for (char bad : {'\t', '\x7F', '\xC3', '\x1F'}) {
                std::string spoiled = text;
                spoiled[at] = bad;
                CAPTURE(length);
                CHECK_FALSE(is_plain(spoiled));
            }
    }
}
