// Completion: what fits, without running the user's code.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/engine/engine_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
CompletionList complete(EngineUnderTest& subject, const std::string& source, std::size_t cursor = std::string::npos) {
    const auto request = subject.engine.complete(source, std::min(cursor, source.size()));
    return subject.wait_for<CompletionList>([=](const CompletionList& list) { return list.request == request; });
}
bool has(const CompletionList& list, const std::string& text, const std::string& kind) {
    return std::ranges::any_of(list.items, [&](const Completion& item) { return item.text == text && item.kind == kind; });
}
bool has(const CompletionList& list, const std::string& text) {
    return std::ranges::any_of(list.items, [&](const Completion& item) { return item.text == text; });
}
}  // namespace

TEST_CASE_FIXTURE(WithEngine, "names of the console, of builtins and keywords are found with their kinds") {
    subject.submit_and_wait("import math\nclass MyMesh: pass\ndef my_function(a, b): pass\nmy_value = 3");
    CHECK(has(complete(subject, "my_v"), "my_value", "name"));
    CHECK(has(complete(subject, "my_f"), "my_function", "function"));
    CHECK(has(complete(subject, "MyM"), "MyMesh", "class"));
    CHECK(has(complete(subject, "mat"), "math", "module"));
    CHECK(has(complete(subject, "wh"), "while", "keyword"));
    CHECK(has(complete(subject, "prin"), "print", "function"));
    CHECK(complete(subject, "no_such_name").items.empty());
}

TEST_CASE_FIXTURE(WithEngine, "attributes of modules, objects and classes are found, and the bytes they replace") {
    subject.submit_and_wait("import math\nclass Point:\n    shared = 1\n    def move(self): pass\n"
                            "    def __init__(self): self.own = 2\npoint = Point()");
    CHECK(has(complete(subject, "math.sq"), "sqrt", "function"));
    CHECK(has(complete(subject, "point."), "own", "attribute"));
    CHECK(has(complete(subject, "point."), "move", "function"));
    CHECK(has(complete(subject, "Point.sh"), "shared", "attribute"));
    CHECK(has(complete(subject, "point.own.bit"), "bit_length"));
    CHECK(has(complete(subject, "''.joi"), "join") == false);   // of a literal's result nothing is known without running it
    const auto list = complete(subject, "x = '\xC3\xA9'; math.co", std::string::npos);
    CHECK(list.start == 15);
    CHECK(list.end == 17);
}

TEST_CASE_FIXTURE(WithEngine, "only what stands before the cursor counts") {
    const auto list = complete(subject, "math.sqXXX", 7);
    CHECK(has(list, "sqrt"));
    CHECK(list.end == 7);
}

TEST_CASE_FIXTURE(WithEngine, "private names are hidden until an underscore is typed") {
    subject.submit_and_wait("class P: _hidden = 1\np = P()");
    CHECK_FALSE(has(complete(subject, "p."), "_hidden"));
    CHECK(has(complete(subject, "p._"), "_hidden"));
    CHECK(has(complete(subject, "p.__cl"), "__class__"));
}

TEST_CASE_FIXTURE(WithEngine, "modules are found after import, also ones that are not imported yet") {
    CHECK(has(complete(subject, "import colors"), "colorsys", "module"));
    CHECK(has(complete(subject, "import os, colors"), "colorsys", "module"));
    CHECK(has(complete(subject, "from os import pat"), "path"));
    CHECK(has(complete(subject, "import os.pa"), "path"));
    CHECK(subject.output_of("import sys; 'colorsys' in sys.modules") == "False\n");
}

TEST_CASE_FIXTURE(WithEngine, "nothing is offered inside a string or a comment, or of a call's result") {
    CHECK(complete(subject, "'prin").items.empty());
    CHECK(complete(subject, "# prin").items.empty());
    CHECK(complete(subject, "f().rea").items.empty());
    CHECK(complete(subject, "").items.empty());
}

TEST_CASE_FIXTURE(WithEngine, "completion never runs the user's code") {
    subject.submit_and_wait("ran = []\n"
                            "class Meta(type):\n"
                            "    def __getattribute__(c, n): ran.append(n); return type.__getattribute__(c, n)\n"
                            "    def __instancecheck__(c, o): ran.append('check'); return False\n"
                            "    def __dir__(c): ran.append('dir'); return []\n"
                            "class Trap(metaclass=Meta):\n"
                            "    @property\n    def prop(self): ran.append('prop'); return self\n"
                            "    def __getattr__(self, n): ran.append(n)\n"
                            "    def __getattribute__(self, n): ran.append(n); return object.__getattribute__(self, n)\n"
                            "    def __dir__(self): ran.append('dir'); return []\n"
                            "    @property\n    def __class__(self): ran.append('class'); return int\n"
                            "    def __repr__(self): ran.append('repr'); return ''\n"
                            "    def __eq__(self, o): ran.append('eq'); return True\n"
                            "    def __hash__(self): return 1\n"
                            "trap = Trap(); trap.field = 1\n"
                            "class Dict(dict):\n"
                            "    def __getitem__(self, k): ran.append('item')\n"
                            "    def items(self): ran.append('items'); return []\n"
                            "class WithDict:\n    @property\n    def __dict__(self): ran.append('dict'); return {}\n"
                            "with_dict = WithDict()\nran.clear()");
    const auto list = complete(subject, "trap.");
    CHECK(has(list, "prop"));
    CHECK(has(list, "field"));
    for (const char* source : {"trap.prop.", "Trap.", "with_dict.", "tra", "trap.no_such.x", "trap.field.", "Trap.prop."})
        complete(subject, source);
    CHECK(subject.output_of("ran") == "[]\n");
}

TEST_CASE_FIXTURE(WithEngine, "completion answers while a script spins") {
    const RunId run = subject.engine.submit_cell(endless_loop);
    subject.wait_until_running(run);
    CHECK(has(complete(subject, "prin"), "print"));
    subject.engine.stop();
    subject.wait_for_end(run);
}
