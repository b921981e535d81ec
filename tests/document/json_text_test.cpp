// The depth of nested JSON, and Stop in its parser.
#include "api/document/io/json_text.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace gimbal::document {

TEST_CASE("the depth of JSON counts arrays and objects, but not brackets in strings") {
    const Job job("read");
    CHECK_FALSE(is_nested_deeper("", 0, job));
    CHECK_FALSE(is_nested_deeper("7", 0, job));
    CHECK(is_nested_deeper("[]", 0, job));
    CHECK_FALSE(is_nested_deeper("[[], {}, []]", 2, job));
    CHECK(is_nested_deeper("[[], {\"a\": []}]", 2, job));
    CHECK_FALSE(is_nested_deeper(R"(["[[[[", "\"[[[[", "\\"])", 1, job));
    CHECK(is_nested_deeper(R"(["\\", [["]"]]])", 2, job));
    CHECK_FALSE(is_nested_deeper(R"(["never closed [[[[\)", 1, job));
    CHECK_FALSE(is_nested_deeper("]]]]]", 0, job));
    CHECK(is_nested_deeper("]]]][[", 1, job));
}

TEST_CASE("JSON is parsed as by the library, and a stopped job ends it") {
    std::string text = "[";
    for (int i = 0; i < 300'000; ++i) text += "{\"number\": " + std::to_string(i) + "},";
    text.back() = ']';
    Job job("read");
    CHECK(parse_json<nlohmann::json>(text, job) == nlohmann::json::parse(text));
    job.cancel();
    CHECK_THROWS_AS(parse_json<nlohmann::json>(text, job), Cancelled);
}

TEST_CASE("a problem with JSON is described without the library's name for it") {
    try {
        (void)nlohmann::json::parse("[1, 2");
        FAIL("parsed");
    } catch (const nlohmann::json::exception& error) {
        CHECK(json_problem(error).starts_with("parse error at line 1"));
    }
    CHECK(json_problem(std::runtime_error("plain")) == "plain");
}

}  // namespace gimbal::document
