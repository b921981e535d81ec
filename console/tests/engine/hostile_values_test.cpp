// Values that a script makes on purpose or by mistake: each converts as a whole, or is an error that names it.
#include "tests/engine/results_fixture.h"

#include <limits>
#include <map>
#include <unordered_map>

using namespace gimbal::console;
using namespace gimbal::console::test;

TEST_CASE_FIXTURE(WithResults, "a collection gives no more items than its length, so an endless one ends") {
    subject.submit_and_wait("import itertools\nclass Endless:\n    def __init__(self, items): self.items = items\n"
                            "    def __len__(self): return 3\n    def __iter__(self): return iter(self.items)\n"
                            "    def __repr__(self): return 'Endless'");
    CHECK(message<std::vector<int>>("Endless(itertools.count())") ==
          "ValueError: the result is Endless, which has more items than its length");
    CHECK(value<std::vector<int>>("Endless([1, 2, 3])") == std::vector<int>{1, 2, 3});
    CHECK(value<std::vector<int>>("Endless([1])") == std::vector<int>{1});
}

TEST_CASE_FIXTURE(WithResults, "subclasses of list, tuple and dict have the items that they hold") {
    subject.submit_and_wait("import itertools\nclass List(list):\n    def __iter__(self): return itertools.count()\n"
                            "    def __len__(self): return 99\nclass Tuple(tuple):\n    __iter__ = List.__iter__\n"
                            "class Dict(dict):\n    __iter__ = items = keys = List.__iter__\n"
                            "    def __len__(self): return 99");
    CHECK(value<std::vector<int>>("List([1, 2])") == std::vector<int>{1, 2});
    CHECK(value<std::pair<int, int>>("List([1, 2])") == std::pair(1, 2));
    CHECK(value<std::pair<int, int>>("Tuple([1, 2])") == std::pair(1, 2));
    CHECK(value<std::map<int, int>>("Dict({1: 2})") == std::map<int, int>{{1, 2}});
}

TEST_CASE_FIXTURE(WithResults, "a mapping is no list of its keys") {
    subject.submit_and_wait("import collections, os, types");
    for (const char* mapping : {"{1: 2}", "types.MappingProxyType({1: 2})", "collections.UserDict({1: 2})",
                                "collections.ChainMap({1: 2})", "os.environ"}) {
        CAPTURE(mapping);
        CHECK(message<std::vector<std::string>>(mapping).ends_with(", not a list"));
    }
    CHECK(value<std::vector<int>>("{1: 2}.keys()") == std::vector<int>{1});
}

TEST_CASE_FIXTURE(WithResults, "keys that are the same in C++ are an error, because one of the values would be lost") {
    CHECK(message<std::map<float, int>>("{0.1: 1, 0.1 + 1e-12: 2}") ==
          "ValueError: a key of the dict is 0.10000000000100001, the same as another key in C++");
    CHECK(message<std::map<double, int>>("{float('nan'): 1, 1.0: 2}") ==
          "ValueError: a key of the dict is 1.0, the same as another key in C++");
    CHECK(value<std::map<float, int>>("{0.1: 1, 0.2: 2}").size() == 2);
    CHECK(value<std::unordered_map<std::string, int>>("{'a': 1, 'b': 2}").size() == 2);
}

TEST_CASE_FIXTURE(WithResults,
                  "the error of an __index__ or __float__ is the cause of the error that names the place") {
    subject.submit_and_wait("class Number:\n    def __index__(self): raise ValueError('mine')\n"
                            "    __float__ = __index__\n    def __repr__(self): return 'Number'");
    const PythonError error = eval<std::vector<int>>("[1, Number()]").error();
    CHECK(error.message == "item 1 of the list is Number, a Number, not an int");
    CHECK(error.text.find("ValueError: mine\n\nThe above exception was the direct cause") != std::string::npos);
    CHECK(eval<double>("Number()").error().text.find("ValueError: mine") != std::string::npos);
}

TEST_CASE_FIXTURE(WithResults, "the words of an error use no method of a subclass of int, and no whole bytes") {
    subject.submit_and_wait("class Number(int):\n    def bit_length(self): raise ValueError");
    CHECK(message<std::int8_t>("Number(2**300)") ==
          "OverflowError: the result is an int of 301 bits, which is not between -128 and 127");
    CHECK(message<std::int8_t>("Number(300)").find("is 300, which") != std::string::npos);
    for (const char* text : {"bytes(10**8)", "bytearray(10**8)"})
        CHECK(message<std::string>(text).find("\\x00\\x00") != std::string::npos);
}

TEST_CASE_FIXTURE(WithResults, "a path that no file can have is an error that names it") {
    CHECK(message<std::filesystem::path>("'a\\0b'") ==
          "ValueError: the result is 'a\\x00b', which has a null character: no path can hold one");
    CHECK(message<std::filesystem::path>("b'\\0'").starts_with("ValueError: the result is b'\\x00', which has a null"));
    CHECK(message<std::filesystem::path>("'\\ud800'") ==
          "ValueError: the result is '\\ud800', which no file name can hold");
    CHECK(value<std::filesystem::path>("'\\udcff'") == "\xff");  // as os.listdir() has a name that is not UTF-8
}

TEST_CASE_FIXTURE(WithResults, "special numbers keep their value") {
    CHECK(std::signbit(value<double>("-0.0")));
    CHECK(value<double>("float('-inf')") == -std::numeric_limits<double>::infinity());
    CHECK(value<float>("float('inf')") == std::numeric_limits<float>::infinity());
    CHECK(std::isnan(value<std::optional<float>>("float('nan')").value()));
    CHECK(message<double>("1j") == "TypeError: the result is 1j, a complex, not a float");
    CHECK(message<double>("memoryview(bytes(8)).cast('d')").ends_with(", not a float"));
    CHECK(value<std::array<double, 0>>("()").empty());
    CHECK(value<std::vector<std::vector<int>>>("[[], ()]").size() == 2);
}

TEST_CASE_FIXTURE(WithResults, "an empty buffer is aligned, and a script cannot take away the memory of an Array") {
    CHECK(value<Array<double>>("__import__('array').array('d')").size() == 0);
    subject.submit_and_wait("import array\nnumbers = array.array('d', [1, 2])\ndef release(view): view.release()");
    const auto numbers = value<Array<double>>("numbers");
    const auto release = value<Callable>("release");
    CHECK(result(subject.engine.call<void>(on_handlers, release, numbers)));
    CHECK(result(subject.engine.call<std::size_t>(on_handlers, "builtins", "len", numbers)).value() == 2);
    CHECK(subject.output_of("numbers.append(3)").find("BufferError") != std::string::npos);
    CHECK(result(subject.engine.call<Value>(on_handlers, "builtins", "repr", Array<double>())));
}
