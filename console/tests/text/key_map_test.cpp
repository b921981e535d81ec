// Every key has one meaning and can be shown.
#include "gimbal/console/key_map.h"

#include <doctest/doctest.h>

#include <set>
#include <tuple>

using namespace gimbal::console;

TEST_CASE("every key has one command at a place, and every binding can be shown") {
    std::set<std::tuple<KeyPlace, int, int>> seen;
    for (const KeyBinding& binding : key_bindings()) {
        CAPTURE(binding.keys);
        CHECK(seen.insert({binding.place, binding.key, binding.mods}).second);
        CHECK_FALSE(binding.keys.empty());
        CHECK_FALSE(binding.label.empty());
    }
}

TEST_CASE("the keys of a command are those of the place, else those of any text view") {
    CHECK(keys_of(Command::text_end, KeyPlace::variables) == "End");
    CHECK(keys_of(Command::text_end, KeyPlace::console) == "Ctrl-End");
    CHECK(keys_of(Command::interrupt, KeyPlace::console) == "Ctrl-C");
}

TEST_CASE("the console's bindings take precedence over those of any text") {
    CHECK(find_command(key::enter, 0, KeyPlace::console)->command == Command::run);
    CHECK(find_command(key::enter, 0, KeyPlace::text)->command == Command::newline);
    CHECK(find_command(key::letter('C'), key::control, KeyPlace::console)->command == Command::interrupt);
    CHECK(find_command(key::letter('V'), key::control, KeyPlace::console)->command == Command::paste);
    CHECK_FALSE(find_command(key::letter('J'), key::control, KeyPlace::console).has_value());
}

TEST_CASE("shift extends the selection of a moving command, and lock keys are ignored") {
    auto match = find_command(key::left, key::shift | key::control, KeyPlace::text);
    REQUIRE(match);
    CHECK(match->command == Command::word_left);
    CHECK(match->extend);
    constexpr int num_lock = 0x20;
    CHECK(find_command(key::home, num_lock, KeyPlace::text)->command == Command::line_start);
    CHECK(find_command(key::up, key::shift, KeyPlace::console)->extend);
}
