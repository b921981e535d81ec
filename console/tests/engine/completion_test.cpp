// Completion, call tips and variables, all without running the user's code.
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
    return std::ranges::any_of(list.items,
                               [&](const Completion& item) { return item.text == text && item.kind == kind; });
}
bool has(const CompletionList& list, const std::string& text) {
    return std::ranges::any_of(list.items, [&](const Completion& item) { return item.text == text; });
}
CallTip call_tip(EngineUnderTest& subject, const std::string& source) {
    const auto request = subject.engine.call_tip(source, source.size());
    return subject.wait_for<CallTip>([=](const CallTip& tip) { return tip.request == request; });
}
std::string parameter(const CallTip& tip) {
    return tip.signature.substr(tip.parameter_begin, tip.parameter_end - tip.parameter_begin);
}
Documentation documentation(EngineUnderTest& subject, std::uint64_t request) {
    return subject.wait_for<Documentation>([=](const Documentation& found) { return found.request == request; });
}
VariableList variables(EngineUnderTest& subject) {
    const auto request = subject.engine.variables();
    return subject.wait_for<VariableList>([=](const VariableList& list) { return list.request == request; });
}
}  // namespace

TEST_CASE_FIXTURE(WithEngine, "names of the console, builtins and keywords are found with their kinds") {
    subject.submit_and_wait("import math\nclass MyMesh: pass\ndef my_function(a, b): pass\nmy_value = 3");
    CHECK(has(complete(subject, "my_v"), "my_value", "name"));
    CHECK(has(complete(subject, "my_f"), "my_function", "function"));
    CHECK(has(complete(subject, "MyM"), "MyMesh", "class"));
    CHECK(has(complete(subject, "mat"), "math", "module"));
    CHECK(has(complete(subject, "wh"), "while", "keyword"));
    CHECK(has(complete(subject, "prin"), "print", "function"));
    CHECK(complete(subject, "no_such_name").items.empty());
}

TEST_CASE_FIXTURE(WithEngine, "the time for a completion grows no faster than the line") {
    const std::string gap(20'000, ' ');
    std::string names;
    for (int i = 0; i < 20'000; ++i) names += "a for ";
    subject.submit_and_wait("my_value = 3");
    for (const std::string& before : {"for" + gap + "x", "for x" + gap + "y", "lambda" + gap + ": ", names})
        CHECK(has(complete(subject, before + "; my_v"), "my_value"));
}

TEST_CASE_FIXTURE(WithEngine, "attributes of modules, objects and classes are found, with the bytes to replace") {
    subject.submit_and_wait("import math\nclass Point:\n    shared = 1\n    def move(self): pass\n"
                            "    def __init__(self): self.own = 2\npoint = Point()");
    CHECK(has(complete(subject, "math.sq"), "sqrt", "function"));
    CHECK(has(complete(subject, "point."), "own", "attribute"));
    CHECK(has(complete(subject, "point."), "move", "function"));
    CHECK(has(complete(subject, "Point.sh"), "shared", "attribute"));
    CHECK(has(complete(subject, "point.own.bit"), "bit_length"));
    CHECK(has(complete(subject, "''.joi"), "join"));
    const auto list = complete(subject, "x = '\xC3\xA9'; math.co", std::string::npos);
    CHECK(list.start == 15);
    CHECK(list.end == 17);
}

TEST_CASE_FIXTURE(WithEngine, "only the text before the cursor counts") {
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

TEST_CASE_FIXTURE(WithEngine, "modules are found after import, even if not imported yet") {
    CHECK(has(complete(subject, "import colors"), "colorsys", "module"));
    CHECK(has(complete(subject, "import os, colors"), "colorsys", "module"));
    CHECK(has(complete(subject, "from os import pat"), "path"));
    CHECK(has(complete(subject, "import os.pa"), "path"));
    CHECK(subject.output_of("import sys; 'colorsys' in sys.modules") == "False\n");
}

TEST_CASE_FIXTURE(WithEngine, "nothing is offered inside a string or a comment, or for the result of a call") {
    CHECK(complete(subject, "'prin").items.empty());
    CHECK(complete(subject, "# prin").items.empty());
    CHECK(complete(subject, "f().rea").items.empty());
    CHECK(complete(subject, "").items.empty());
}

TEST_CASE_FIXTURE(WithEngine, "parameters of a call, keys of a dict and files in a string are offered with the "
                              "missing quotes and brackets") {
    subject.submit_and_wait(
        "def scatter(count, radius=1.5): pass\nplaces = {'left': {'deep': 'text'}, 'right': 2, 7: 3}");
    CHECK(has(complete(subject, "scatter(3, ra"), "radius=", "parameter"));
    CHECK_FALSE(has(complete(subject, "scatter(3, co"), "count="));
    CHECK(has(complete(subject, "places['le"), "left']", "key"));
    CHECK(has(complete(subject, "places['']", 8), "left", "key"));
    CHECK(has(complete(subject, "places["), "7", "key"));
    CHECK(has(complete(subject, "places['left']['deep'].upp"), "upper"));
    CHECK(has(complete(subject, "open('/us"), "usr/", "folder"));
}

TEST_CASE_FIXTURE(WithEngine, "names in the typed text are found, by the scope of the cursor") {
    const std::string script =
        "import wave as sound\ndef outer(given):\n    inner = 1\n    def deep(): hidden = 1\n    ";
    CHECK(has(complete(subject, script + "giv"), "given"));
    CHECK(has(complete(subject, script + "inn"), "inner"));
    CHECK(has(complete(subject, script + "sou"), "sound", "module"));
    CHECK_FALSE(has(complete(subject, script + "hid"), "hidden"));
    CHECK_FALSE(has(complete(subject, script + "\ngiv"), "given"));
    CHECK(has(complete(subject, "lat\ndef later(): pass\n", 3), "later", "function"));
}

TEST_CASE_FIXTURE(WithEngine, "names match by the starts of their words and by their letters, the best first") {
    subject.submit_and_wait("remove_bad_mesh = RemoveBadMesh = grumbm = rbm_first = 1");
    const auto list = complete(subject, "rbm");
    REQUIRE(list.items.size() >= 4);
    CHECK(list.items[0].text == "rbm_first");
    CHECK(has(list, "remove_bad_mesh"));
    CHECK(has(list, "RemoveBadMesh"));
    CHECK(list.items.back().text == "grumbm");
}

TEST_CASE_FIXTURE(WithEngine, "two question marks show the source of a typed function") {
    subject.submit_and_wait("def typed_here(a,\n               b):\n    # a comment\n    return a\n\nclass Typed:\n    "
                            "def method(self): pass\nother = 1");
    const auto of = [&](const std::string& name) {
        return documentation(subject, subject.engine.inspect(name, true)).text;
    };
    CHECK(of("typed_here").find("def typed_here(a,\n               b):\n    # a comment\n    return a") !=
          std::string::npos);
    CHECK(of("Typed").find("class Typed:\n    def method(self): pass") != std::string::npos);
    CHECK(of("Typed").find("other = 1") == std::string::npos);
    CHECK(of("len").find("not written in Python") != std::string::npos);
}

TEST_CASE_FIXTURE(WithEngine, "completion never runs the user's code") {
    subject.submit_and_wait(
        "ran = []\n"
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
    for (const std::string source : {"trap.prop.", "Trap.", "with_dict.", "tra", "trap.no_such.x", "trap.field.",
                                     "Trap.prop.", "trap(", "Trap(", "trap["}) {
        complete(subject, source);
        call_tip(subject, source);
        documentation(subject, subject.engine.document(source, source.size(), "prop"));
        documentation(subject, subject.engine.inspect(source.substr(0, source.size() - 1), true));
    }
    variables(subject);
    CHECK(subject.output_of("ran") == "[]\n");
}

TEST_CASE_FIXTURE(WithEngine, "every request is answered while a script spins") {
    subject.submit_and_wait("mine = 3");
    const RunId run = subject.engine.submit_cell(endless_loop);
    subject.wait_until_running(run);
    CHECK(has(complete(subject, "prin"), "print"));
    CHECK(parameter(call_tip(subject, "print(1, sep=")) == "sep=' '");
    CHECK(documentation(subject, subject.engine.document("le", 2, "len")).text.find("len(obj, /)") == 0);
    CHECK(documentation(subject, subject.engine.inspect("mine", false)).text.find("value: 3") != std::string::npos);
    CHECK(std::ranges::any_of(variables(subject).variables,
                              [](const Variable& variable) { return variable.name == "mine"; }));
    subject.engine.stop();
    subject.wait_for_end(run);
}

TEST_CASE_FIXTURE(WithEngine, "each console has its own variables and completions") {
    subject.submit_and_wait("of_the_first = 1");
    const auto list_of = [&](ConsoleId console) {
        const auto request = subject.engine.variables(console);
        return subject.wait_for<VariableList>([=](const VariableList& list) { return list.request == request; })
            .variables;
    };
    CHECK(list_of(7).empty());
    subject.wait_for_end(subject.engine.submit_cell("of_the_other = 2", {.console = 7}));
    REQUIRE(list_of(7).size() == 1);
    CHECK(list_of(7)[0].name == "of_the_other");
    const auto request = subject.engine.complete("of_the_", 7, 7);
    const auto found = subject.wait_for<CompletionList>(
        [=](const CompletionList& list) { return list.request == request; });
    CHECK(has(found, "of_the_other"));
    CHECK_FALSE(has(found, "of_the_first"));
    subject.engine.close_console(7);
}

TEST_CASE_FIXTURE(WithEngine,
                  "a call tip has the signature, the current parameter and the first line of the documentation") {
    subject.submit_and_wait("def scatter(count, /, radius=1.5, *names, seed=None):\n    'Throws points about.'");
    const CallTip tip = call_tip(subject, "scatter(3, ");
    CHECK(tip.signature == "scatter(count, /, radius=1.5, *names, seed=None)");
    CHECK(parameter(tip) == "radius=1.5");
    CHECK(tip.doc == "Throws points about.");
    CHECK(call_tip(subject, "no_such_function(").signature.empty());
    CHECK(call_tip(subject, "3 + ").signature.empty());
}

TEST_CASE_FIXTURE(WithEngine, "a completion and a name with a question mark get their documentation") {
    subject.submit_and_wait("import math\ndef scatter(count): 'Throws points about.'");
    CHECK(documentation(subject, subject.engine.document("scat", 4, "scatter")).text ==
          "scatter(count)\nThrows points about.");
    const Documentation whole = documentation(subject, subject.engine.inspect("math.sqrt", false));
    CHECK(whole.whole);
    CHECK(whole.text.find("sqrt(x, /)") != std::string::npos);
    CHECK(documentation(subject, subject.engine.inspect("no_such_name", false)).text.find("no_such_name") !=
          std::string::npos);
}

TEST_CASE_FIXTURE(WithEngine,
                  "variables are listed with their values: data before functions, without the names of the start") {
    subject.submit_and_wait("for n in [n for n in globals() if n[0] != '_']: del globals()[n]\ndel n\n"
                            "zebra = [1, 2, 3]; text = 'abc'\ndef apple(a): pass\nimport math");
    const VariableList list = variables(subject);
    REQUIRE(list.variables.size() == 4);
    CHECK(list.variables[0].name == "text");
    CHECK(list.variables[1].name == "zebra");
    CHECK(list.variables[1].type == "list");
    CHECK(list.variables[1].size == "3 items");
    CHECK(list.variables[1].value == "[1, 2, 3]");
    CHECK(list.variables[2].name == "apple");
    CHECK(list.variables[3].name == "math");
    CHECK_FALSE(list.more);
}

TEST_CASE_FIXTURE(WithEngine, "a newer request replaces queued ones of its kind, which get empty answers") {
    // One C call holds the GIL, so all requests wait.
    const RunId run = subject.engine.submit_cell(
        "import time\nprint('now', flush=True)\nsorted(range(3_000_000), key=str)\n0");
    subject.wait_for_text("now");
    std::vector<std::uint64_t> asked;
    for (int i = 0; i < 20; ++i) asked.push_back(subject.engine.complete("prin", 4));
    const auto newest = asked.back();
    const auto all = [&] {
        return subject.find<CompletionList>([&](const CompletionList& list) { return list.request == newest; }) !=
               nullptr;
    };
    subject.wait_until("the newest answer", all);
    std::size_t empty = 0;
    for (const auto request : asked) {
        const auto* list = subject.find<CompletionList>(
            [=](const CompletionList& found) { return found.request == request; });
        REQUIRE(list);
        empty += list->items.empty();
    }
    CHECK(empty >= 1);
    CHECK(has(*subject.find<CompletionList>([&](const CompletionList& list) { return list.request == newest; }),
              "print"));
    subject.wait_for_end(run);
}
