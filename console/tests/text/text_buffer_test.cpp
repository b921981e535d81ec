// The editable buffer against a plain string, through undo and redo.
#include "text/model/text_buffer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace gimbal::console;

namespace {

std::size_t offset_of(const std::string& text, TextPosition at) {
    std::size_t offset = 0;
    for (LineId line = 0; line < at.line; ++line) offset = text.find('\n', offset) + 1;
    return offset + at.byte;
}

}  // namespace

TEST_CASE("a buffer edited at random equals a plain string, through undo and redo") {
    std::mt19937 random(11);
    const std::string pieces[] = {"", "a", "hello", "\n", "x\ny", "\n\n", "\u00E9", "def f():\n    pass\n"};
    for (int round = 0; round < 30; ++round) {
        TextBuffer buffer;
        std::vector<std::string> states{""};  // one per group
        auto any_position = [&] {
            LineId line = random() % buffer.line_count();
            return buffer.clamp({line, static_cast<std::uint32_t>(random() % (buffer.line(line).size() + 1))});
        };
        for (int step = 0; step < 60; ++step) {
            std::string model = states.back();
            for (std::uint32_t edit = random() % 3 + 1; edit > 0; --edit) {
                TextPosition a = any_position(), b = any_position();
                if (b < a) std::swap(a, b);
                const std::string& text = pieces[random() % std::size(pieces)];
                std::size_t from = offset_of(model, a), to = offset_of(model, b);
                TextPosition end = buffer.replace(a, b, text);
                model.replace(from, to - from, text);
                REQUIRE(buffer.text() == model);
                REQUIRE(offset_of(model, end) == from + text.size());
            }
            buffer.end_group();
            states.push_back(model);
        }
        std::vector<std::string> undone;
        while (buffer.can_undo()) {
            undone.push_back(buffer.text());
            buffer.undo();
            REQUIRE(std::find(states.begin(), states.end(), buffer.text()) != states.end());
        }
        CHECK(buffer.text().empty());
        while (buffer.can_redo()) {
            buffer.redo();
            REQUIRE(buffer.text() == undone.back());
            undone.pop_back();
        }
        CHECK(undone.empty());
    }
}

TEST_CASE("edits of one group are undone together, and undo and redo return the selection") {
    TextBuffer buffer;
    const TextSelection before{{0, 0}, {0, 0}}, between{{0, 1}, {0, 2}}, after{{1, 0}, {1, 1}};
    buffer.set_selection(before);
    buffer.replace({0, 0}, {0, 0}, "a");
    buffer.replace({0, 1}, {0, 1}, "b");
    buffer.end_group();
    buffer.set_selection(between);
    buffer.replace({0, 2}, {0, 2}, "\nc");
    buffer.set_selection(after);
    buffer.end_group();
    buffer.set_selection({{0, 0}, {1, 1}});  // the caret has moved since
    CHECK(buffer.undo() == between);
    CHECK(buffer.redo() == after);
    CHECK(buffer.undo() == between);
    CHECK(buffer.text() == "ab");
    CHECK(buffer.undo() == before);
    CHECK(buffer.text().empty());
    CHECK_FALSE(buffer.undo().has_value());
    buffer.redo();
    CHECK(buffer.text() == "ab");
    buffer.replace({0, 0}, {0, 0}, "z");
    CHECK_FALSE(buffer.can_redo());
}

TEST_CASE("an edit can join the previous group, or be removed for good") {
    TextBuffer buffer;
    buffer.replace({0, 0}, {0, 0}, "typed");
    buffer.end_group();
    buffer.replace({0, 0}, buffer.end(), "one");
    buffer.end_group();
    buffer.reopen_group();
    buffer.replace({0, 0}, buffer.end(), "other");
    buffer.end_group();
    buffer.undo();
    CHECK(buffer.text() == "typed");
    buffer.redo();
    CHECK(buffer.text() == "other");
    buffer.cancel();
    CHECK(buffer.text() == "typed");
    CHECK_FALSE(buffer.can_redo());
    buffer.mark_saved();
    buffer.reopen_group();  // does not join a saved group
    buffer.replace({0, 0}, {0, 0}, "x");
    buffer.undo();
    CHECK(buffer.text() == "typed");
}

TEST_CASE("modified means different from the saved text, undo included") {
    TextBuffer buffer;
    buffer.set_text("a\nb");
    CHECK_FALSE(buffer.modified());
    buffer.replace({0, 0}, {0, 0}, "x");
    CHECK(buffer.modified());
    buffer.mark_saved();
    CHECK_FALSE(buffer.modified());
    buffer.replace({0, 0}, {0, 0}, "y");
    buffer.undo();
    CHECK_FALSE(buffer.modified());
    buffer.undo();
    CHECK(buffer.modified());
}

TEST_CASE("positions outside the text are clamped to a character's start") {
    TextBuffer buffer;
    buffer.set_text("\u00E9\nab");
    CHECK(buffer.clamp({0, 1}) == TextPosition{0, 0});
    CHECK(buffer.clamp({9, 9}) == TextPosition{1, 2});
    buffer.replace({7, 7}, {9, 9}, "!");
    CHECK(buffer.text() == "\u00E9\nab!");
}

TEST_CASE("the first changed line is reported once") {
    TextBuffer buffer;
    buffer.set_text("a\nb\nc");
    CHECK(buffer.take_first_changed() == 0);
    buffer.replace({2, 0}, {2, 0}, "x");
    buffer.replace({1, 0}, {1, 0}, "x");
    CHECK(buffer.take_first_changed() == 1);
    CHECK(buffer.take_first_changed() == ~LineId{0});
    CHECK(buffer.take_first_changed(TextBuffer::Follower::code) == 0);  // each follower has its own record
}
