// A table of inputs and what Enter does with them. tests/compare holds the comparison with codeop.
#include "text/edit/input_state.h"

#include <doctest/doctest.h>

#include <string>

#include "text/edit/python_string.h"

using namespace gimbal::console;

TEST_CASE("input is ready, complete or incomplete as at Python's prompt") {
    struct Row {
        std::string source;
        InputState state;
    };
    using enum InputState;
    const bool spans = fields_span_lines();
    const Row table[] = {
        {"", ready},
        {"   ", ready},
        {"x = 1", ready},
        {"1 +", ready},  // an error that the run reports
        {"f(1,", incomplete},
        {"f(1,\n  2)", ready},
        {"x = [\n", incomplete},
        {"x = [\n\n", incomplete},
        {"'it is", ready},
        {"'''doc", incomplete},
        {"'''doc\n\n", incomplete},
        {"'''doc\n'''", ready},
        {"\"\"\"a'''", incomplete},
        {"r'''\\'''", incomplete},
        {"'a\\", incomplete},
        {"'a\\\nb'", ready},
        {"'a\\\n\n", ready},
        {"f'{x[\"a\"]}'", ready},
        {"f\'\'\'{x", incomplete},
        {"f\'\'\'{x\n}", incomplete},
        {"f\'\'\'{x\n}\'\'\'", ready},
        {"f'{(", spans ? incomplete : ready},
        {"x = 1 + \\", incomplete},
        {"x = 1 + \\\n2", ready},
        {"x = 1 + \\\n", incomplete},
        {"x = 1 \\\n\n", ready},
        {"# a comment", ready},
        {"# (", ready},
        {"'('", ready},
        {"if x:", incomplete},
        {"if x:  # why", incomplete},
        {"if x:\n", incomplete},
        {"if x:\n    # why\n", incomplete},
        {"@wrap\n", incomplete},
        {"name:", incomplete},
        {"name:\n", ready},  // an error that the run reports
        {"if x: y", complete},
        {"if x:\n    y", complete},
        {"if x:\n    y\n", ready},
        {"if x:\n    y\n    ", ready},
        {"if x:\n    y\nelse:", incomplete},
        {"if x:\n    y\nz", ready},
        {"for i in x:\n    f(\n", incomplete},
        {"def f():\n    '''doc\n\n", incomplete},
        {"@wrap", incomplete},
        {"@wrap\ndef f(): pass", complete},
        {"@wrap\ndef f():\n    pass\n", ready},
        {"class A: pass", complete},
        {"async def f(): pass", complete},
        {"while True: pass", complete},
        {"try:\n    f()\n", incomplete},
        {"try:\n    f()\nexcept E:\n    pass", complete},
        {"with a as b: pass\n", ready},
        {"iffy = 1", ready},
        {"class_ = 5", ready},
        {"if_1 = 5", ready},
        {"match = 5", ready},
        {"match x:", incomplete},
        {"d = {'a': 1}", ready},
        {"x = lambda: 1", ready},
        {"if x:\n    y\n# done", complete},
        {")", ready},
        {"f'{x}'", ready},
        {"'a\\'b('", ready},
    };
    for (const Row& row : table) {
        CAPTURE(row.source);
        CHECK(input_state(row.source) == row.state);
    }
}
