// Steps that scripts open inside a run, what the history says of its steps, and undoing a whole run.
#include "tests/document/fixtures.h"

using namespace gimbal::document;

namespace {

std::string names_of(const std::vector<StepInfo>& steps) {
    std::string names;
    for (const StepInfo& step : steps) names += (names.empty() ? "" : ", ") + step.name;
    return names;
}

struct RunIsOpen {
    Document document;
    RunIsOpen() { document.begin_run({"a.py", 1}); }
    StepToken open(std::string name) { return document.open_step({.name = std::move(name), .of_run = true}); }
    void add() { document.add("x", nullptr); }
};

}  // namespace

TEST_CASE_FIXTURE(RunIsOpen, "a step of the run cuts it: before, the step, and after are steps") {
    add();
    const StepToken step = open("Clean up");
    add();
    add();
    CHECK(document.close_step(step));
    add();
    document.end_run();
    CHECK(names_of(document.undo_steps()) == "a.py, Clean up, a.py");
    document.undo();
    document.undo();
    CHECK(document.object_count() == 1);
    CHECK(names_of(document.undo_steps()) == "a.py");
    CHECK(names_of(document.redo_steps()) == "Clean up, a.py");
}

TEST_CASE_FIXTURE(RunIsOpen,
                  "a run without edits beside its step has no other step, and an empty step leaves no trace") {
    document.close_step(open("nothing"));
    const StepToken step = open("Clean up");
    add();
    document.close_step(step);
    document.close_step(open("nothing"));
    document.end_run();
    CHECK(names_of(document.undo_steps()) == "Clean up");
}

TEST_CASE_FIXTURE(RunIsOpen, "a step inside another one belongs to the outer one") {
    const StepToken outer = open("outer");
    add();
    const StepToken inner = open("inner");
    add();
    document.close_step(inner);
    add();
    document.close_step(outer);
    document.end_run();
    CHECK(names_of(document.undo_steps()) == "outer");
    document.undo();
    CHECK(document.object_count() == 0);
}

TEST_CASE_FIXTURE(RunIsOpen, "a step that nobody has opened, or that is closed already, cannot be closed") {
    const StepToken step = open("x");
    CHECK(document.close_step(step));
    CHECK_FALSE(document.close_step(step));
    CHECK_FALSE(document.close_step(12345));
    add();
    document.end_run();
    CHECK(document.undo());
}

TEST_CASE_FIXTURE(RunIsOpen, "the end of the run closes its open steps and returns their names") {
    const StepToken of_handler = document.open_step({.name = "of a handler"});
    open("one");
    add();
    open("two");
    CHECK(document.open_step_of_run() == "one");
    CHECK(document.close_steps_of_run() == std::vector<std::string>{"one", "two"});
    CHECK(document.open_step_of_run() == "");
    document.end_run();
    CHECK_THROWS_AS(document.undo(), std::runtime_error);
    document.close_step(of_handler);
    CHECK(document.undo());
}

TEST_CASE_FIXTURE(RunIsOpen, "a step that another thread opens during a run joins the run") {
    add();
    const StepToken step = document.open_step({.name = "handler"});
    add();
    document.close_step(step);
    add();
    document.end_run();
    CHECK(names_of(document.undo_steps()) == "a.py");
}

TEST_CASE("a step without a run is separate from the edits before and after it") {
    Document document;
    document.add("a", nullptr);
    const StepToken step = document.open_step({.name = "handler"});
    document.add("b", nullptr);
    {
        const UndoStep click(document, "click");  // joins
        document.add("c", nullptr);
    }
    document.close_step(step);
    document.add("d", nullptr);
    CHECK(names_of(document.undo_steps()) == "edit, handler, edit");
}

TEST_CASE("a run that begins inside another thread's step joins it, and is a step of its own after it") {
    Document document;
    const StepToken step = document.open_step({.name = "handler"});
    document.begin_run({"a.py", 1});
    document.add("a", nullptr);
    document.close_step(step);
    document.add("b", nullptr);
    document.end_run();
    CHECK(names_of(document.undo_steps()) == "handler, a.py");
}

TEST_CASE("steps of two threads may end in any order, and the later one goes on") {
    Document document;
    const StepToken a = document.open_step({.name = "a"}), b = document.open_step({.name = "b"});
    document.close_step(a);
    CHECK(document.step_name() == "b");
    document.add("x", nullptr);
    CHECK_THROWS_AS(document.undo(), std::runtime_error);
    document.close_step(b);
    CHECK(names_of(document.undo_steps()) == "b");
}

TEST_CASE("a step in the history has its run, its time and its bytes") {
    Document document;
    const auto now = [] {
        return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    };
    const double began = now();
    const ObjectId id = document.add("a", shared(grid(100)));
    document.begin_run({"a.py", 1});
    document.set_mesh(id, shared(tetrahedron()));
    document.end_run();
    const std::vector<StepInfo> steps = document.undo_steps();
    REQUIRE(steps.size() == 2);
    CHECK(steps[0].run == "");
    CHECK(steps[1].run == "a.py");
    CHECK(steps[0].time >= began);
    CHECK(steps[1].time >= steps[0].time);
    CHECK(steps[1].time <= now());
    CHECK(steps[1].bytes >= grid(100).byte_count());
}

TEST_CASE("undoing a run undoes exactly its steps") {
    Document document;
    document.add("before", nullptr);
    document.begin_run({"a.py", 7});
    document.add("a", nullptr);
    const StepToken step = document.open_step({.name = "step", .of_run = true});
    document.add("b", nullptr);
    document.close_step(step);
    document.add("c", nullptr);
    const auto why_not = [&] { return error_of<std::runtime_error>([&] { document.undo_run(7); }); };
    CHECK(why_not().find("'a.py' is in progress") != std::string::npos);
    document.end_run();
    CHECK(document.newest_run() == 7);
    CHECK(document.steps_of_run(7) == 3);
    {
        const UndoStep click(document, "Move");
        document.add("by a click", nullptr);
    }
    CHECK(why_not() == "'Move' was done after the run: undo that first");
    document.undo();
    CHECK(document.undo_run(7) == 3);
    CHECK(document.object_count() == 1);
    CHECK(why_not() == "the changes of the run are undone already");
    CHECK(document.redo());
    CHECK(document.undo_run(7) == 1);
    document.add("new", nullptr);
    CHECK(why_not() == "the history holds no changes of the run");
}

TEST_CASE("undoing a run is refused if the history has lost some of its steps, or others lie between") {
    Document document;
    document.begin_run({"a.py", 7});
    const int steps = 120;
    for (int i = 0; i < steps; ++i) {
        const StepToken step = document.open_step({.name = "step", .of_run = true});
        document.add("a", nullptr);
        document.close_step(step);
    }
    document.end_run();
    CHECK(error_of<std::runtime_error>([&] { document.undo_run(7); }).find("no longer holds the first steps") !=
          std::string::npos);
    CHECK(document.object_count() == steps);

    document.begin_run({"b.py", 8});
    document.add("b", nullptr);
    const Run run = document.end_run();  // as a script that calls undo() does
    document.add("x", nullptr);
    document.begin_run(run);
    document.add("b", nullptr);
    document.end_run();
    CHECK(error_of<std::runtime_error>([&] { document.undo_run(8); }).find("lies between") != std::string::npos);
}

TEST_CASE("undoing a run that would resize an exported mesh undoes none of its steps") {
    Document document;
    const ObjectId id = document.add("a", shared(make_cube()));
    document.begin_run({"a.py", 7});
    document.set_mesh(id, shared(tetrahedron()));
    document.close_step(document.open_step({.name = "x", .of_run = true}));
    document.add("b", nullptr);
    document.end_run();
    REQUIRE(document.steps_of_run(7) == 2);
    auto exported = document.export_vertices(id);
    CHECK_THROWS_AS(document.undo_run(7), MeshExported);
    CHECK(document.steps_of_run(7) == 2);
    CHECK(document.object_count() == 2);
    exported.keeper.reset();
    CHECK(document.undo_run(7) == 2);
}
