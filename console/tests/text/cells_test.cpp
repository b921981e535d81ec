// What is one cell wide, what two, and what joins.
#include "gimbal/console/cells.h"

#include <doctest/doctest.h>

using namespace gimbal::console;

TEST_CASE("east asian and emoji take two cells, marks none, all else one") {
    CHECK(cell_count("plain") == 5);
    CHECK(cell_count("\u65E5\u672C") == 4);
    CHECK(cell_count("\U0001F600") == 2);
    CHECK(cell_count("e\u0301") == 1);
    CHECK(cell_count("\u00E9\u2500") == 2);
    CHECK(cell_count("a\tb") == tab_stop + 1);
}

TEST_CASE("what joins is one cluster with its base") {
    CHECK(cluster_at("e\u0301x", 0, 0).bytes == 3);
    std::string family = "\U0001F468\u200D\U0001F469";  // joined by a zero-width joiner
    CHECK(cluster_at(family, 0, 0).bytes == family.size());
    CHECK(cluster_at(family, 0, 0).cells == 2);
    CHECK(previous_cluster("ae\u0301", 4) == 1);
    CHECK(previous_cluster("ab", 2) == 1);
    CHECK(previous_cluster("a", 0) == 0);
}

TEST_CASE("bytes that are no UTF-8 come one by one and lose nothing") {
    std::string broken = "a\xFF\xE6\x97z\xC0\x80";
    std::size_t at = 0, clusters = 0;
    for (; at < broken.size(); ++clusters) {
        CodePoint code = decode_utf8(broken, at);
        CHECK((code.value == 0xFFFD || code.value < 0x80));
        at += code.bytes;
    }
    CHECK(at == broken.size());
    CHECK(clusters == broken.size());
}

TEST_CASE("every code point survives being written and read") {
    for (char32_t code : {U'a', U'\u00E9', U'\u65E5', U'\U0001F600', U'\U0010FFFF'}) {
        std::string text;
        append_utf8(text, code);
        CHECK(decode_utf8(text, 0).value == code);
        CHECK(decode_utf8(text, 0).bytes == text.size());
    }
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
