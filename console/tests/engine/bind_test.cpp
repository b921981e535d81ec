// A module from C++ as rows: conversions, ranges, defaults, keyword arguments, texts, errors and the GIL.
#include "tests/engine/bind_fixture.h"

#include <map>

using namespace gimbal::console;
using namespace gimbal::console::test;
using bind::arg;

namespace {
struct NoSurface : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct NoSurfaceAtAll : NoSurface {
    using NoSurface::NoSurface;
};

double smooth(const std::vector<double>& heights, std::int64_t iterations, double factor) {
    double sum = 0;
    for (const double height : heights) sum += height;
    return sum * static_cast<double>(iterations) * factor;
}
int add(int a, int b) { return a + b; }
std::string join(std::string_view first, const std::string& second, std::optional<std::string> third) {
    return std::string(first) + second + third.value_or("-");
}
void fail(const std::string& how) {
    if (how == "value") throw std::invalid_argument("not that one");
    if (how == "index") throw std::out_of_range("too far");
    if (how == "own") throw NoSurface("it is flat");
    if (how == "derived") throw NoSurfaceAtAll("it is a point");
    if (how == "python") {
        PyErr_SetString(PyExc_KeyError, "set by C");
        throw PythonErrorSet();
    }
    throw std::runtime_error("broken");
}

const bind::Module& surfaces() {
    static const bind::Module module("surfaces", "Surfaces of terrain.", [](bind::Module& m) {
        m.exception<NoSurface>("NoSurface", "There is no surface.", "ValueError");
        m.constant("limit", 1000, "The most iterations.");
        m.constant("names", std::vector<std::string>{"hill", "dale"});
        m.function<gil::releases>("smooth", &smooth, "Smooth heights.\n\nKeeps the outline.", arg("heights"),
                                  arg("iterations", "Passes over all heights.").in_range(1, 1000) = 10,
                                  arg("factor").above(0).at_most(1).unit("m") = 0.5, bind::returns("The sum."),
                                  bind::raises("NoSurface", "All heights are equal."));
        m.function<gil::keeps>("add", &add);
        m.function<gil::keeps>("join", &join, arg("first"), bind::positional_only, arg("second") = "it's\n",
                               bind::keyword_only, arg("third") = nullptr);
        m.function<gil::keeps>("fail", &fail, arg("how"));
        m.function<gil::keeps>(
            "notify", [](std::string text, std::string level) { return level + ": " + text; }, arg("text"),
            arg("level").one_of({"info", "warning", "error"}) = "info");
        m.function<gil::keeps>("first", [](PyRef items) { return PyRef::steal(PySequence_GetItem(items.get(), 0)); });
        m.function<gil::keeps>(
            "small", [](std::uint8_t n) { return n; }, arg("n").at_least(3));
        m.function<gil::keeps>(
            "half", [](std::optional<double> x) { return x ? std::optional(*x / 2) : std::nullopt; },
            arg("x").below(10) = nullptr);
        m.function<gil::keeps>(
            "total",
            [](std::map<std::string, std::vector<int>> sizes) {
                int sum = 0;
                for (const auto& [name, all] : sizes)
                    for (const int size : all) sum += size;
                return std::pair(sum, sizes.size());
            },
            arg("sizes"));
        m.function<gil::keeps>("view", [] { return std::string_view("seen"); });
        m.function<gil::keeps>("nothing", [] {});
    });
    return module;
}

struct WithSurfaces : WithModule {
    WithSurfaces() { import(surfaces()); }
};
}  // namespace

TEST_CASE_FIXTURE(WithSurfaces, "a row converts arguments and result") {
    CHECK(value<double>("surfaces.smooth([1, 2.5])") == 17.5);
    CHECK(value<int>("surfaces.add(2, 3)") == 5);
    CHECK(value<std::pair<int, int>>("surfaces.total({'a': [1, 2], 'b': (3,)})") == std::pair(6, 2));
    CHECK(value<std::optional<double>>("surfaces.half(3)") == 1.5);
    CHECK(value<std::string>("surfaces.first(['x', 'y'])") == "x");
    CHECK(value<std::string>("surfaces.view()") == "seen");
    CHECK(is_true("surfaces.nothing() is None"));
    CHECK(is_true("surfaces.limit == 1000 and surfaces.names == ['hill', 'dale']"));
    CHECK(is_true("surfaces.add(True + 1, __import__('operator').index(3)) == 5"));
}

TEST_CASE_FIXTURE(WithSurfaces, "arguments have names, defaults and places as in a def") {
    CHECK(value<double>("surfaces.smooth([2], 5)") == 5);
    CHECK(value<double>("surfaces.smooth(factor=1, heights=[2])") == 20);
    CHECK(value<double>("surfaces.smooth([2], factor=1, iterations=1)") == 2);
    CHECK(value<std::string>("surfaces.join('a')") == "ait's\n-");
    CHECK(value<std::string>("surfaces.join('a', 'b', third='c')") == "abc");
    CHECK(value<std::string>("surfaces.join('a', **{'sec' + 'ond': 'b'})") == "ab-");
    CHECK(error("surfaces.smooth()") == "TypeError: smooth() is missing the required argument 'heights' (position 1)");
    CHECK(error("surfaces.smooth([], 1, 1, 1)") ==
          "TypeError: smooth() takes from 1 to 3 positional arguments but 4 were given");
    CHECK(error("surfaces.add(1)") == "TypeError: add() is missing the required argument 'arg1' (position 2)");
    CHECK(error("surfaces.add(1, 2, 3)") == "TypeError: add() takes 2 positional arguments but 3 were given");
    CHECK(error("surfaces.smooth([], itrations=2)") ==
          "TypeError: smooth() got an unexpected keyword argument 'itrations'; it takes heights, iterations, factor");
    CHECK(error("surfaces.smooth([], heights=[])") == "TypeError: smooth() got multiple values for argument 'heights'");
    CHECK(error("surfaces.join(first='a')") == "TypeError: join() got the positional-only argument 'first' by name");
    CHECK(error("surfaces.add(arg0=1, arg1=2)") ==
          "TypeError: add() got an unexpected keyword argument 'arg0'; it takes none");
    CHECK(error("surfaces.join('a', 'b', 'c')") ==
          "TypeError: join() takes from 1 to 2 positional arguments but 3 were given");
}

TEST_CASE_FIXTURE(WithSurfaces, "an error names the function, the parameter, the value and the range") {
    CHECK(error("surfaces.smooth([], 0)") == "ValueError: smooth(): iterations is 0, which is not between 1 and 1000");
    CHECK(error("surfaces.smooth([], factor=1.5)") ==
          "ValueError: smooth(): factor is 1.5, which is not above 0 and at most 1 m");
    CHECK(error("surfaces.smooth([], factor=float('nan'))") ==
          "ValueError: smooth(): factor is nan, which is not above 0 and at most 1 m");
    CHECK(error("surfaces.smooth([], 'two')") == "TypeError: smooth(): iterations is 'two', a str, not an int");
    CHECK(error("surfaces.smooth([1, 'x'])") == "TypeError: smooth(): item 1 of heights is 'x', a str, not a float");
    CHECK(error("surfaces.total({'a': [1, 2.5]})") ==
          "TypeError: total(): item 1 of the value of 'a' in sizes is 2.5, a float, not an int");
    CHECK(error("surfaces.add(2**31, 1)") ==
          "OverflowError: add(): arg0 is 2147483648, which is not between -2147483648 and 2147483647");
    CHECK(error("surfaces.small(300)") == "OverflowError: small(): n is 300, which is not between 0 and 255");
    CHECK(error("surfaces.small(2)") == "ValueError: small(): n is 2, which is not at least 3");
    CHECK(error("surfaces.half(10)") == "ValueError: half(): x is 10, which is not below 10");
    CHECK(error("surfaces.notify('x', 'loud')") ==
          "ValueError: notify(): level is 'loud', which is not one of 'info', 'warning' and 'error'");
    CHECK(error("surfaces.add(True, 1)") == "TypeError: add(): arg0 is True, a bool, not an int");
}

TEST_CASE_FIXTURE(WithSurfaces, "a C++ exception is a Python exception for the caller") {
    CHECK(error("surfaces.fail('value')") == "ValueError: not that one");
    CHECK(error("surfaces.fail('index')") == "IndexError: too far");
    CHECK(error("surfaces.fail('')") == "RuntimeError: broken");
    CHECK(error("surfaces.fail('python')") == "KeyError: 'set by C'");
    CHECK(error("surfaces.fail('own')") == "NoSurface: it is flat");
    CHECK(error("surfaces.fail('derived')") == "NoSurface: it is a point");
    CHECK(is_true("issubclass(surfaces.NoSurface, ValueError)"));
    CHECK(value<std::string>("surfaces.NoSurface.__module__ + '.' + surfaces.NoSurface.__doc__") ==
          "surfaces.There is no surface.");
}

TEST_CASE_FIXTURE(WithSurfaces, "an error is raised on the thread that has called") {
    subject.submit_and_wait(
        "import threading, surfaces\n"
        "found = []\n"
        "def work():\n"
        "    try: surfaces.smooth([], 0)\n"
        "    except ValueError as error: found.append((threading.current_thread().name, str(error)))\n"
        "t = threading.Thread(target=work, name='mine')\n"
        "t.start(); t.join()");
    CHECK(is_true("found == [('mine', 'smooth(): iterations is 0, which is not between 1 and 1000')]"));
}

TEST_CASE_FIXTURE(WithSurfaces, "inspect and the call tip read the signature") {
    CHECK(value<std::string>("str(__import__('inspect').signature(surfaces.smooth))") ==
          "(heights, iterations=10, factor=0.5)");
    CHECK(value<std::string>("str(__import__('inspect').signature(surfaces.add))") == "(arg0, arg1, /)");
    CHECK(value<std::string>("str(__import__('inspect').signature(surfaces.join))") ==
          "(first, /, second=\"it's\\n\", *, third=None)");
    CHECK(value<std::string>("str(__import__('inspect').signature(surfaces.nothing))") == "()");
    CHECK(is_true("surfaces.smooth.__self__ is surfaces and surfaces.smooth.__module__ == 'surfaces'"));
    CHECK(is_true("__import__('pickle').loads(__import__('pickle').dumps(surfaces.add)) is surfaces.add"));
}

TEST_CASE_FIXTURE(WithSurfaces, "the docstring has types, ranges, units, defaults and errors") {
    CHECK(value<std::string>("surfaces.smooth.__doc__") == R"(Smooth heights.

Keeps the outline.

Parameters
----------
heights : Collection[float]
iterations : int in [1, 1000], default 10
    Passes over all heights.
factor : float in (0, 1], m, default 0.5

Returns
-------
float
    The sum.

Raises
------
ValueError
    `iterations` is not between 1 and 1000.
ValueError
    `factor` is not above 0 and at most 1.
NoSurface
    All heights are equal.)");
    CHECK(value<std::string>("surfaces.__doc__") == "Surfaces of terrain.");
}

TEST_CASE("the stub is made from the same rows") {
    const std::string stub = surfaces().stub();
    INFO(stub);
    const auto has = [&](const char* line) { return stub.find(line) != std::string::npos; };
    CHECK(stub.starts_with("\"\"\"Surfaces of terrain.\"\"\"\n"
                           "from collections.abc import Collection\n"
                           "from typing import Any, Final, Literal\n\n"
                           "limit: Final[int]\n"));
    CHECK(has("\nclass NoSurface(ValueError):\n    \"\"\"There is no surface.\"\"\"\n"));
    CHECK(has("\ndef smooth(heights: Collection[float], iterations: int = 10, factor: float = 0.5) -> float:\n"
              "    \"\"\"Smooth heights.\n\n    Keeps the outline.\n\n    Parameters\n"));
    CHECK(has("\ndef add(arg0: int, arg1: int, /) -> int:"));
    CHECK(has("\ndef join(first: str, /, second: str = 'it\\'s\\n', *, third: str | None = None) -> str:"));
    CHECK(has("\ndef notify(text: str, level: Literal['info', 'warning', 'error'] = 'info') -> str:"));
    CHECK(has("\ndef first(arg0: object, /) -> Any:"));
    CHECK(has("\ndef total(sizes: dict[str, Collection[int]]) -> tuple[int, int]:"));
    CHECK(has("\ndef nothing() -> None: ...\n"));
}

TEST_CASE_FIXTURE(WithSurfaces, "the stub is valid Python") {
    const auto names = result(subject.engine.call<std::vector<std::string>>(
        on_handlers,
        result(subject.engine.eval<Callable>("lambda text: [n.name for n in __import__('ast').parse(text)"
                                             ".body if hasattr(n, 'name')]",
                                             on_handlers))
            .value(),
        surfaces().stub()));
    CHECK(names.value().front() == "NoSurface");
    CHECK(names.value().back() == "nothing");
}

TEST_CASE_FIXTURE(WithModule, "rows are added to a module of the host's own, whose functions get it") {
    static const bind::Module rows("counting", "Counts.", [](bind::Module& m) {
        m.function<gil::partly>(
            "count",
            [](bind::InModule here, std::int64_t by) {
                auto& count = *static_cast<std::int64_t*>(PyModule_GetState(here.module));
                const auto more = without_gil([&] { return count + by; });
                return count = more;
            },
            "Adds.", arg("by").above(0) = 1);
        m.constant("first", 1);
    });
    static PyModuleDef definition{
        PyModuleDef_HEAD_INIT, "counting", nullptr, sizeof(std::int64_t), nullptr, nullptr, nullptr, nullptr, nullptr};
    REQUIRE(elsewhere([&] {
        return with_gil([&] {
            const PyRef module = PyRef::steal(PyModule_Create(&definition));
            if (module && rows.add_to(module.get()))
                PyDict_SetItemString(PyImport_GetModuleDict(), "counting", module.get());
            PyErr_Clear();
        });
    }));
    CHECK(value<int>("__import__('counting').count(by=41) + __import__('counting').first") == 42);
    CHECK(value<int>("__import__('counting').count()") == 42);
    CHECK(error("__import__('counting').count(0)") == "ValueError: count(): by is 0, which is not above 0");
    CHECK(value<std::string>("str(__import__('inspect').signature(__import__('counting').count))") == "(by=1)");
}

TEST_CASE("a row that contradicts itself is refused where it is made") {
    const auto made = [](const std::function<void(bind::Module&)>& rows) -> std::string {
        try {
            bind::Module("wrong", "", rows);
        } catch (const std::logic_error& error) { return error.what(); }
        return "made";
    };
    CHECK(made([](bind::Module& m) { m.function<gil::keeps>("f", &add, arg("a").in_range(1, 9), arg("b") = "x"); }) ==
          "the row f(), parameter b: its default 'x' is of another type");
    CHECK(made([](bind::Module& m) { m.function<gil::keeps>("f", &add, arg("a").in_range(1, 9) = 0, arg("b")); }) ==
          "the row f(), parameter a: its default is not one that it allows");
    CHECK(made([](bind::Module& m) { m.function<gil::keeps>("f", &fail, arg("how").above(0)); }) ==
          "the row f(), parameter how: only a number has a range");
    CHECK(made([](bind::Module& m) { m.function<gil::keeps>("f", &add, arg("a").one_of({"x"}), arg("b")); }) ==
          "the row f(), parameter a: only text has choices");
    CHECK(made([](bind::Module& m) { m.function<gil::keeps>("f", &add, arg("a").above(0.5), arg("b")); }) ==
          "the row f(), parameter a: the end 0.5 of its range is of another type");
    CHECK(made([](bind::Module& m) { m.constant("f", 1).function<gil::keeps>("f", &add); }) ==
          "the module wrong has two rows for f");
}
