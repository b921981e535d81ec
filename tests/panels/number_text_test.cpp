// Numbers as people type them.
#include "app/panels/fields/number_text.h"

#include <doctest/doctest.h>

#include <cmath>

#include "gimbal/console/base/utf8.h"

using namespace gimbal::app;

namespace {

double value_of(std::string_view text, Quantity quantity, std::string_view decimal_point = ".") {
    const TypedNumber typed = read_number(text, quantity, decimal_point);
    INFO(typed.problem);
    CAPTURE(text);
    REQUIRE(typed.value);
    return *typed.value;
}

std::string problem_of(std::string_view text, Quantity quantity = Quantity::plain,
                       std::string_view decimal_point = ".") {
    const TypedNumber typed = read_number(text, quantity, decimal_point);
    CAPTURE(text);
    CHECK_FALSE(typed.value);
    return typed.problem;
}

struct Typed {
    const char* text;
    double wanted;
};

}  // namespace

TEST_CASE("arithmetic is evaluated") {
    for (const Typed& one : {Typed{"1/3", 1.0 / 3},
                             {"2*(1 + 3)", 8},
                             {"-2", -2},
                             {"+.5", 0.5},
                             {"5.", 5},
                             {"1e3", 1000},
                             {"1E-3", 0.001},
                             {"2**3", 8},
                             {"2^-1", 0.5},
                             {"pi", 3.141592653589793},
                             {"2pi", 6.283185307179586},
                             {"tau/4", 1.5707963267948966},
                             {"sqrt(2)", 1.4142135623730951},
                             {"  7 ", 7},
                             {"2 \xC3\x97 3", 6},
                             {"6\xC3\xB7"
                              "3",
                              2},
                             {"\xE2\x88\x92"
                              "4",
                              -4},
                             {"10 - 2 - 3", 5},
                             {"2*3 + 4/8", 6.5}})
        CHECK(value_of(one.text, Quantity::plain) == doctest::Approx(one.wanted).epsilon(1e-12));
}

TEST_CASE("lengths have units, and a number without one is in metres") {
    for (const Typed& one : {Typed{"50cm", 0.5},
                             {"50 cm", 0.5},
                             {"2", 2},
                             {"1.5m", 1.5},
                             {"3mm", 0.003},
                             {"2km", 2000},
                             {"1in", 0.0254},
                             {"6 ft + 2 in", 1.8796},
                             {"1/3cm", 0.01 / 3},
                             {"(1/3)m", 1.0 / 3},
                             {"1m + 20cm", 1.2},
                             {"50cm + 1", 1.5},
                             {"-(2cm)", -0.02},
                             {"3 * 20cm", 0.6},
                             {"5\xC2\xB5m", 5e-6},
                             {"4m / 2", 2},
                             {"sqrt(4cm*4cm)", 0.04}})
        CHECK(value_of(one.text, Quantity::length) == doctest::Approx(one.wanted).epsilon(1e-12));
}

TEST_CASE("angles have units, and a number without one is in degrees") {
    for (const Typed& one : {Typed{"90deg", 90},
                             {"90\xC2\xB0", 90},
                             {"45", 45},
                             {"pi rad", 180},
                             {"pi/2 rad", 90},
                             {"0.25 turn", 90},
                             {"100grad", 90},
                             {"360\xC2\xB0/7", 360.0 / 7}})
        CHECK(value_of(one.text, Quantity::angle) == doctest::Approx(one.wanted).epsilon(1e-12));
}

TEST_CASE("the decimal point of the locale and that of C are the same") {
    CHECK(value_of("1,5", Quantity::plain, ",") == 1.5);
    CHECK(value_of("1.5", Quantity::plain, ",") == 1.5);
    CHECK(value_of("1,5m + 2.5", Quantity::length, ",") == 4);
    CHECK(value_of("1\xD9\xAB"
                   "5",
                   Quantity::plain, "\xD9\xAB") == 1.5);
    CHECK(problem_of("1,5") != "");      // in the C locale a comma is none
    CHECK(problem_of("1,000.5") != "");  // and it never groups thousands
    problem_of("1.000,5", Quantity::plain, ",");
    CHECK_FALSE(locale_decimal_point().empty());
}

TEST_CASE("the text in a refusal is cut between two characters") {
    for (std::size_t before = 36; before < 42; ++before)
        CHECK(gimbal::console::is_utf8(problem_of(std::string(before, 'x') + "\xE2\x82\xAC\xE2\x82\xAC")));
}

TEST_CASE("text that cannot be read is refused, and the message has the text, the reason and the remedy") {
    CHECK(problem_of("50xx", Quantity::length) ==
          "Cannot read \"50xx\": \"xx\" is not known here; type a length such as 0.5, 1/3, 50cm or 2 in.");
    CHECK(problem_of("90deg", Quantity::length).find("\"deg\" is not known here") != std::string::npos);
    CHECK(problem_of("50cm", Quantity::angle).find("type an angle") != std::string::npos);
    CHECK(problem_of("50cm", Quantity::plain).find("type a number") != std::string::npos);
    CHECK(problem_of("2cm*3cm", Quantity::length).find("units do not fit") != std::string::npos);
    CHECK(problem_of("1/(3cm)", Quantity::length).find("units do not fit") != std::string::npos);
    CHECK(problem_of("1/0").find("not finite") != std::string::npos);
    CHECK(problem_of("").find("empty") != std::string::npos);
    for (const char* text : {"1 2", "((", "1..2", "1.2.3", "0x10", "1<2", "2;3", "sin", "a", "1+", "*", "e", "nan",
                             "inf", "1=1", "\"1\"", "1,2,3", "1e999", "import os"})
        CHECK(problem_of(text).starts_with("Cannot read \"" + std::string(text) + "\": "));
    CHECK(problem_of(std::string(100'000, '(')).find("too long") != std::string::npos);
}
