// Libraries of the program that are loaded on first use.
#include "api/document/work/program_library.h"

#include "tests/document/fixtures.h"

using namespace gimbal::document;

namespace {

std::string refusal(const char* file_name, const char* entry) {
    return error_of<std::runtime_error>([&] { load_from_program_library(file_name, entry, "tests"); });
}

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the error for a missing library names it and the remedy") {
    const std::string what = refusal("gimbal_nothing.so", "entry");
    CHECK(has(what, "/gimbal_nothing.so"));
    CHECK(has(what, "Build it again with ./run"));
}

TEST_CASE("the error for a library of another version names the missing function") {
    const std::string what = refusal("gimbal_empty_library.so", "no_such_entry");
    CHECK(has(what, "gimbal_empty_library.so"));
    CHECK(has(what, "no_such_entry"));
    CHECK(has(what, "Build it again with ./run"));
}
