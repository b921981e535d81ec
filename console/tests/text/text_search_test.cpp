// Words are found and counted in slices, while lines are added and dropped.
#include "text/model/text_search.h"

#include <doctest/doctest.h>

#include "text/model/scrollback.h"

using namespace gimbal::console;

namespace {

struct Searched {
    Scrollback log;
    TextSearch search{log};
    explicit Searched(std::size_t lines = 100000) : log(lines) {}

    void add(const std::string& text) {
        LineId first = log.is_open() ? log.end_line() - 1 : log.end_line();
        for (std::size_t at = 0; at < text.size();) {
            std::size_t end = text.find('\n', at);
            log.append(std::string_view(text).substr(at, end - at), ink::text);
            if (end == std::string::npos) break;
            log.newline();
            at = end + 1;
        }
        search.changed_from(first);
    }
    int finish(std::size_t bytes = 1 << 20) {
        int slices = 1;
        while (search.work(bytes)) ++slices;
        return slices;
    }
    std::optional<TextPosition> find(TextPosition from, bool forward, std::size_t bytes = 1 << 20) {
        search.seek(from, forward);
        finish(bytes);
        auto found = search.take_found();
        return found ? std::optional(found->begin) : std::nullopt;
    }
};

std::string numbered_lines(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "line " + std::to_string(i) + "\n";
    return text;
}

constexpr TextPosition end_of_all{~LineId{0}, 0};

}  // namespace

TEST_CASE("matches are counted, numbered, and found in both directions, wrapping at the ends") {
    Searched s;
    s.add("one two one\nnothing\ntwo one\n");
    s.search.set("one", true);
    s.finish();
    CHECK(s.search.count() == 3);
    CHECK(s.search.number_of({0, 8}) == 2);
    CHECK(s.search.number_of({2, 4}) == 3);
    CHECK(s.find({0, 0}, true) == TextPosition{0, 0});
    CHECK(s.find({0, 1}, true) == TextPosition{0, 8});
    CHECK(s.find({0, 9}, true) == TextPosition{2, 4});
    CHECK(s.find({2, 5}, true) == TextPosition{0, 0});
    CHECK(s.find(end_of_all, false) == TextPosition{2, 4});
    CHECK(s.find({2, 4}, false) == TextPosition{0, 8});
    CHECK(s.find({0, 0}, false) == TextPosition{2, 4});
    s.search.set("absent", true);
    CHECK(s.find({1, 0}, true) == std::nullopt);
    CHECK(s.find({1, 0}, false) == std::nullopt);
    CHECK(s.search.count() == 0);
}

TEST_CASE("a match in the line where the search began, on the other side, is found after wrapping") {
    Searched s;
    s.add("word at the front\nother\n");
    s.search.set("word", true);
    CHECK(s.find({0, 3}, true) == TextPosition{0, 0});
    s.search.set("front", true);
    CHECK(s.find({0, 3}, false) == TextPosition{0, 12});
}

TEST_CASE("without match case both cases of a letter match, also outside ASCII") {
    Searched s;
    s.add("Straße ÄÖÜ привет ПРИВЕТ Ωω ŁÓDŹ Łódź\nERROR error Error\n");
    s.search.set("error", false);
    s.finish();
    CHECK(s.search.count() == 3);
    for (const char* words : {"äöü", "Привет", "ω", "łódź"}) {
        CAPTURE(words);
        s.search.set(words, false);
        s.finish();
        CHECK(s.search.count() == (std::string_view(words) == "äöü" ? 1 : 2));
    }
    s.search.set("Error", true);
    s.finish();
    CHECK(s.search.count() == 1);
    std::string folded;
    for (char32_t code = 1; code < 0x3000; ++code) {  // folding must not move bytes
        std::string letter, raw;
        for (char32_t part : {code}) {
            if (part < 0x80) letter += static_cast<char>(part);
            else if (part < 0x800)
                letter += {static_cast<char>(0xC0 | part >> 6), static_cast<char>(0x80 | (part & 63))};
            else
                letter += {static_cast<char>(0xE0 | part >> 12), static_cast<char>(0x80 | (part >> 6 & 63)),
                           static_cast<char>(0x80 | (part & 63))};
        }
        fold_case(letter, folded);
        CAPTURE(code);
        CHECK(folded.size() == letter.size());
    }
}

TEST_CASE("a long text is searched in bounded slices, with the same result") {
    Searched s;
    s.add(numbered_lines(50000));
    s.search.set("line 77\n", true);
    s.search.set("line 4999", true);
    CHECK(s.finish(100000) > 30);
    CHECK(s.search.count() == 11);
    s.search.set("line 123", false);
    s.search.seek(end_of_all, false);
    int slices = 0;
    while (s.search.seeks()) {
        s.search.work(100000);
        ++slices;
    }
    CHECK(slices > 10);
    CHECK(s.search.take_found()->begin == TextPosition{12399, 0});
    s.finish(100000);
    CHECK(s.search.count() == 111);
    CHECK(s.search.number_of({12399, 0}) == 111);
    CHECK(s.find({0, 0}, true, 100000) == TextPosition{123, 0});
    CHECK(s.find({124, 0}, true, 100000) == TextPosition{1230, 0});  // skips blocks that are known to have none
    CHECK(s.find({12399, 1}, true, 100000) == TextPosition{123, 0});
    CHECK(s.find({1239, 0}, false, 100000) == TextPosition{1238, 0});
}

TEST_CASE("the count follows lines that are added, rewritten and dropped") {
    Searched s(1000);
    s.add(numbered_lines(300));
    s.search.set("line", false);
    s.finish();
    CHECK(s.search.count() == 300);
    s.add(numbered_lines(5));
    s.add("a line without end");
    s.finish();
    CHECK(s.search.count() == 306);
    CHECK(s.search.number_of({305, 2}) == 306);
    const StyleRun plain{};
    s.log.replace_line(10, "other words", {&plain, 1});
    s.search.changed_from(10);
    s.finish();
    CHECK(s.search.count() == 305);
    CHECK(s.search.number_of({305, 2}) == 305);
    s.add("\n" + numbered_lines(5000));
    s.finish();
    CHECK(s.search.count() == s.log.end_line() - s.log.first_line());
    CHECK(s.search.number_of({s.log.first_line(), 0}) == 1);
    CHECK(s.find({0, 0}, false) == TextPosition{s.log.end_line() - 1, 0});
    s.log.clear();
    s.search.changed_from(0);
    s.finish();
    CHECK(s.search.count() == 0);
    CHECK(s.find({0, 0}, true) == std::nullopt);
}

TEST_CASE("a search ends even if its lines are dropped meanwhile") {
    Searched s(1000);
    s.add(numbered_lines(900));
    s.search.set("nowhere", false);
    s.search.seek({500, 0}, true);
    s.search.work(1000);
    s.add(numbered_lines(5000));
    s.finish(1000);
    CHECK_FALSE(s.search.seeks());
    CHECK(s.search.take_found() == std::nullopt);
}
