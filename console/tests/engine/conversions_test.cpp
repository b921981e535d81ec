// Values of Python as values of C++ and back: what converts, and the words of what does not.
#include "tests/engine/results_fixture.h"

#include <limits>
#include <map>

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
struct Point {
    double x, y;
    bool operator==(const Point&) const = default;
};
using Bytes = std::vector<std::byte>;
}  // namespace

template <>
struct gimbal::console::Converter<Point> {
    static std::optional<Point> from(PyObject* object, const Place& place) {
        const auto pair = from_python<std::pair<double, double>>(object, place);
        return pair ? std::optional(Point{pair->first, pair->second}) : std::nullopt;
    }
    static PyRef to(const Point& point) { return to_python(std::pair(point.x, point.y)); }
};

TEST_CASE_FIXTURE(WithResults, "a value converts to the C++ type that is asked for") {
    CHECK(value<bool>("1 < 2"));
    CHECK(value<std::int64_t>("6 * 7") == 42);
    CHECK(value<double>("1 / 4") == 0.25);
    CHECK(value<double>("3") == 3.0);
    CHECK(value<std::string>("'h\\u00e9\\0llo'") == std::string("h\u00e9\0llo", 7));
    CHECK(value<Bytes>("b'\\0\\xff'") == Bytes{std::byte{0}, std::byte{255}});
    CHECK(value<Bytes>("memoryview(b'abcd')[::2]") == Bytes{std::byte{'a'}, std::byte{'c'}});
    CHECK(value<std::filesystem::path>("__import__('pathlib').Path('/tmp')") == "/tmp");
    CHECK(value<std::optional<double>>("None") == std::nullopt);
    CHECK(value<std::optional<double>>("2") == 2.0);
    CHECK(value<std::vector<std::string>>("['a', 'b']") == std::vector<std::string>{"a", "b"});
    CHECK(value<std::vector<int>>("range(3)") == std::vector<int>{0, 1, 2});
    CHECK(value<std::vector<int>>("{7}") == std::vector<int>{7});
    CHECK(value<std::map<std::string, int>>("{'a': 1, 'b': 2}") == std::map<std::string, int>{{"a", 1}, {"b", 2}});
    CHECK(value<std::tuple<int, std::string>>("(1, 'a')") == std::tuple<int, std::string>(1, "a"));
    CHECK(value<std::array<double, 3>>("(1, 2, 3)") == std::array<double, 3>{1, 2, 3});
    CHECK(value<std::vector<std::pair<int, std::optional<bool>>>>("[(1, None), (2, True)]").back().second == true);
    CHECK(value<Point>("(1, 2)") == Point{1, 2});
    CHECK(value<std::vector<Point>>("[(1, 2), (3, 4)]").back() == Point{3, 4});
}

TEST_CASE_FIXTURE(WithResults, "an integer out of range is an error and never another number") {
    CHECK(value<std::int64_t>("-2**63") == std::numeric_limits<std::int64_t>::min());
    CHECK(value<std::uint64_t>("2**64 - 1") == std::numeric_limits<std::uint64_t>::max());
    CHECK(message<std::int64_t>("2**63") ==
          "OverflowError: the result is 9223372036854775808, which is not between -9223372036854775808 and "
          "9223372036854775807");
    CHECK(message<std::uint8_t>("256") == "OverflowError: the result is 256, which is not between 0 and 255");
    CHECK(message<std::uint64_t>("-1") ==
          "OverflowError: the result is -1, which is not between 0 and 18446744073709551615");
    CHECK(message<std::int32_t>("10**1000") ==
          "OverflowError: the result is an int of 3322 bits, which is not between -2147483648 and 2147483647");
    CHECK(message<double>("10**400") ==
          "OverflowError: the result is an int of 1329 bits, which is too large for a float");
    CHECK(message<float>("1e300") == "OverflowError: the result is 1e+300, which is too large for 32 bits");
}

TEST_CASE_FIXTURE(WithResults, "numbers, truth values and text are not taken for one another") {
    CHECK(message<std::int64_t>("True") == "TypeError: the result is True, a bool, not an int");
    CHECK(message<double>("True") == "TypeError: the result is True, a bool, not a float");
    CHECK(message<bool>("1") == "TypeError: the result is 1, an int, not a bool");
    CHECK(message<std::int64_t>("3.0") == "TypeError: the result is 3.0, a float, not an int");
    CHECK(message<std::int64_t>("float('nan')") == "TypeError: the result is nan, a float, not an int");
    CHECK(std::isnan(value<double>("float('nan')")));
    CHECK(message<double>("'1.5'") == "TypeError: the result is '1.5', a str, not a float");
    CHECK(message<std::string>("b'abc'") == "TypeError: the result is b'abc', a bytes, not a str");
    CHECK(message<Bytes>("'abc'") == "TypeError: the result is 'abc', a str, not bytes");
    CHECK(message<std::vector<std::string>>("'abc'") == "TypeError: the result is 'abc', a str, not a list");
    CHECK(message<std::vector<int>>("(x for x in 'endless')").starts_with("TypeError: the result is <generator"));
    CHECK(message<std::string>("None") == "TypeError: the result is None, not a str");
    CHECK(message<std::string>("'\\ud800'") ==
          "ValueError: the result is '\\ud800', which has a lone surrogate and is not UTF-8");
}

TEST_CASE_FIXTURE(WithResults, "an error in a container names the place") {
    CHECK(message<std::vector<double>>("[0, 1, 2, 'x']") == "TypeError: item 3 of the list is 'x', a str, not a float");
    CHECK(message<std::vector<std::vector<int>>>("[[0], (1, None)]") ==
          "TypeError: item 1 of item 1 of the list is None, not an int");
    CHECK(message<std::map<std::string, std::vector<int>>>("{'a': [1], 'b': [2, 'x']}") ==
          "TypeError: item 1 of the value of 'b' in the dict is 'x', a str, not an int");
    CHECK(message<std::map<std::string, int>>("{1: 1}") == "TypeError: a key of the dict is 1, an int, not a str");
    CHECK(message<std::pair<int, int>>("(1, 2, 3)") == "ValueError: the result is (1, 2, 3), of length 3, not 2");
    CHECK(message<std::vector<Point>>("[(1, 2), (3,)]") ==
          "ValueError: item 1 of the list is (3,), of length 1, not 2");
}

TEST_CASE_FIXTURE(WithResults, "the words of an error are short, whatever the value") {
    CHECK(message<int>("['x' * 1000] * 1000").size() < 160);
    CHECK(message<int>("'\\u4e2d' * 10**6").size() < 160);
    CHECK(message<int>("list(range(10**6))") == "TypeError: the result is [0, 1, 2, 3, 4, 5, ...], a list, not an int");
    subject.submit_and_wait("class Bad:\n    def __repr__(self): 1 / 0\nbad = Bad()");
    CHECK(message<int>("bad").find("Bad") != std::string::npos);
}

TEST_CASE_FIXTURE(WithResults, "a list that changes while it converts is read within its bounds") {
    subject.submit_and_wait("class Number:\n    def __index__(self):\n        items.clear()\n        return 1\n"
                            "items = [Number(), Number(), Number()]");
    CHECK(value<std::vector<int>>("items") == std::vector<int>{1});
}

TEST_CASE_FIXTURE(WithResults, "a list of a million numbers converts") {
    const auto numbers = value<std::vector<std::int64_t>>("list(range(10**6))");
    CHECK(numbers.size() == 1'000'000);
    CHECK(numbers.back() == 999'999);
}

TEST_CASE_FIXTURE(WithResults, "a buffer is a span of its own memory, with its type and layout checked") {
    subject.submit_and_wait("import array\nnumbers = array.array('d', [1, 2, 3])");
    {
        const auto numbers = value<Array<double>>("numbers");
        REQUIRE(numbers.size() == 3);
        CHECK(numbers[2] == 3);
        numbers[2] = 5;  // C++ writes into the script's array
        CHECK(subject.output_of("numbers[2]") == "5.0\n");
        CHECK(subject.output_of("numbers.append(1)").find("BufferError") != std::string::npos);
        subject.submit_and_wait("del numbers");  // the owner stays alive
        CHECK(numbers[0] == 1);
    }
    CHECK(message<Array<const float>>("array.array('d', [1])") ==
          "TypeError: the result is an array of float64, not of float32");
    CHECK(message<Array<const std::uint32_t>>("array.array('i', [1])") ==
          "TypeError: the result is an array of int32, not of uint32");
    CHECK(message<Array<std::uint8_t>>("b'abc'") == "BufferError: the result is an array that is read-only");
    CHECK(value<Array<const std::uint8_t>>("b'abc'")[2] == 'c');
    CHECK(message<Array<const std::uint8_t>>("memoryview(b'abcd')[::2]").find("not contiguous") != std::string::npos);
    CHECK(message<Array<const double>>("[1.0]") == "TypeError: the result is [1.0], a list, not an array of float64");
    CHECK(value<Array<const std::int16_t>>("memoryview(bytes(12)).cast('h', [2, 3])").shape() ==
          std::vector<std::size_t>{2, 3});
}

TEST_CASE_FIXTURE(WithResults, "arguments become Python values") {
    auto echo = [&](auto argument) {
        return result(subject.engine.call<Value>(on_handlers, "builtins", "repr", argument));
    };
    auto repr = [&](auto argument) {
        return elsewhere([value = echo(argument).value()] { return from_value<std::string>(value).value(); });
    };
    CHECK(repr(true) == "True");
    CHECK(repr(std::int64_t{-5}) == "-5");
    CHECK(repr(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
    CHECK(repr(0.5) == "0.5");
    CHECK(repr("text") == "'text'");
    CHECK(repr(std::string_view("text")) == "'text'");
    CHECK(repr(Bytes{std::byte{1}}) == "b'\\x01'");
    CHECK(repr(std::vector<std::optional<int>>{1, std::nullopt}) == "[1, None]");
    CHECK(repr(std::map<std::string, std::pair<int, bool>>{{"a", {1, true}}}) == "{'a': (1, True)}");
    CHECK(repr(Point{1, 2}) == "(1.0, 2.0)");
    CHECK(repr(Value{}) == "None");
    const auto bad = echo(std::string("\xff"));
    REQUIRE(!bad);
    CHECK(bad.error().type == "UnicodeDecodeError");
}

TEST_CASE_FIXTURE(WithResults, "a Value is one object: compared, copied and destroyed on any thread") {
    subject.submit_and_wait(
        "import weakref\nclass Kept: pass\nkept = Kept()\nweakref.finalize(kept, print, 'released')");
    Value one = value<Value>("kept");
    const Value other = value<Value>("kept");
    CHECK(one == other);
    CHECK(one != value<Value>("Kept"));
    CHECK(Value() == Value());
    CHECK(one != Value());
    subject.submit_and_wait("del kept");
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([one] {
            for (int i = 0; i < 1000; ++i) Value copy = one;
        });
    threads.clear();
    CHECK(subject.text().find("released") == std::string::npos);
    one = {};
    CHECK(subject.text().find("released") == std::string::npos);
    const_cast<Value&>(other) = {};
    subject.wait_for_text("released");
}

TEST_CASE_FIXTURE(WithResults, "a Value converts on a native thread, and is refused on the UI thread") {
    const Value list = value<Value>("[1, 2]");
    CHECK(elsewhere([&] { return from_value<std::vector<int>>(list).value(); }) == std::vector<int>{1, 2});
    CHECK(elsewhere([&] { return from_value<int>(list).error().message; }) ==
          "the value is [1, 2], a list, not an int");
    CHECK(from_value<int>(list).error().why == NoResult::refused);
    CHECK(elsewhere([&] { return from_value<int>(to_value(7).value()).value(); }) == 7);
}
