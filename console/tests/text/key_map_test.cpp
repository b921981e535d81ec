// Every key means one thing and can be shown.
#include "gimbal/console/key_map.h"

#include <doctest/doctest.h>

#include <set>
#include <tuple>

using namespace gimbal::console;

TEST_CASE("every key means one thing at a place, and every binding can be shown") {
    std::set<std::tuple<KeyPlace, int, int>> seen;
    for (const KeyBinding& binding : key_bindings()) {
        CAPTURE(binding.keys);
        CHECK(seen.insert({binding.place, binding.key, binding.mods}).second);
        CHECK_FALSE(binding.keys.empty());
        CHECK_FALSE(binding.label.empty());
    }
}

TEST_CASE("the console's keys come before those of any text") {
    CHECK(find_command(key::enter, 0, KeyPlace::console)->command == Command::run);
    CHECK(find_command(key::enter, 0, KeyPlace::text)->command == Command::newline);
    CHECK(find_command(key::letter('C'), key::control, KeyPlace::console)->command == Command::interrupt);
    CHECK(find_command(key::letter('V'), key::control, KeyPlace::console)->command == Command::paste);
    CHECK_FALSE(find_command(key::letter('J'), key::control, KeyPlace::console).has_value());
}

TEST_CASE("shift extends where it selects, and locks do not matter") {
    auto match = find_command(key::left, key::shift | key::control, KeyPlace::text);
    REQUIRE(match);
    CHECK(match->command == Command::word_left);
    CHECK(match->extend);
    constexpr int num_lock = 0x20;
    CHECK(find_command(key::home, num_lock, KeyPlace::text)->command == Command::line_start);
    CHECK(find_command(key::up, key::shift, KeyPlace::console)->extend);
}
