// The list that completes a name: filtering, choosing, its documentation.
#include "panel/prompt/completions.h"

#include <doctest/doctest.h>

using namespace gimbal::console;

namespace {

std::vector<Completion> names_of(std::initializer_list<const char*> texts) {
    std::vector<Completion> items;
    for (const char* text : texts) items.push_back({text, "name", ""});
    return items;
}

}  // namespace

TEST_CASE("a list that was not opened by Tab has nothing chosen until a key moves in it") {
    Completions names;
    names.open(names_of({"first", "fine", "other"}), "f", false);
    CHECK(names.count() == 2);
    CHECK_FALSE(names.has_chosen());
    names.move(1);
    CHECK(names.has_chosen());
    CHECK(names.best().text == "first");
    names.move(1);
    names.move(1);
    CHECK(names.best().text == "first");  // around the end
    names.move(-1);
    CHECK(names.best().text == "fine");
}

TEST_CASE("typing filters the list, erasing brings names back, and a list without names is closed") {
    Completions names;
    names.open(names_of({"first", "fine"}), "f", true);
    names.narrow("fin");
    CHECK(names.count() == 1);
    CHECK(names.has("first"));
    names.narrow("fi");
    CHECK(names.count() == 2);
    names.narrow("fix");
    CHECK_FALSE(names.is_open());
}

TEST_CASE("the common prefix continues the typed text and never cuts a character") {
    Completions names;
    names.open(names_of({"gr\xC3\xBCn", "gr\xC3\xA4u"}), "g", true);
    CHECK(names.common_prefix() == "gr");
    names.open(names_of({"remove_bad", "RemoveBad"}), "rb", true);
    CHECK(names.common_prefix().empty());
}

TEST_CASE("the documentation goes when another name is chosen, and its row stays") {
    Completions names;
    names.open(names_of({"first", "fine"}), "f", true);
    names.set_doc("The first one.");
    names.move(1);
    CHECK(names.doc().empty());
    CHECK(names.has_doc_row());
}
