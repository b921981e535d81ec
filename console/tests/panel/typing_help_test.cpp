// Help while typing: the automatic list and the list on Tab, the call tip, `name?`.
#include <doctest/doctest.h>

#include <cmath>

#include "gimbal/console/engine_assist.h"
#include "gimbal/console/text_pane.h"
#include "panel/assist/completion_popup.h"
#include "tests/panel/panel_fixture.h"
#include "tests/support/endless_loop.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {

struct WithHelp : PanelUnderTest {
    explicit WithHelp(int frame_ms = 0) : PanelUnderTest(frame_ms, {}, 10000, true) {
        press(key::letter('L'), key::control);
        run(U"remove_bad_mesh = remove_bad_faces = 1; import math\n");
        press(key::letter('L'), key::control);
    }
    void wait_for_list(const std::string& row) { wait_for(row); }
    void clear() { press(key::escape).press(key::escape).press(key::letter('C'), key::control); }
};

// A script editor with this text and the caret in this line (from 1).
struct EditorWithHelp {
    SharedEngine& shared = SharedEngine::get();
    EngineAssist assist{shared.engine};
    TextPane pane{options(assist), {}};
    double now = 1000;

    EditorWithHelp(const std::string& text, int line) {
        pane.set_text(text);
        pane.go_to_line(line);
    }
    static TextPaneOptions options(AssistSource& assist) {
        TextPaneOptions options;
        options.editable = true;
        options.highlight = Highlight::python;
        options.assist = &assist;
        return options;
    }
    void frame(std::vector<InputEvent> input) {
        ImGuiWithoutWindow& imgui = ImGuiWithoutWindow::shared();
        ConsoleEvent event;
        while (shared.engine.try_dequeue_event(event)) pane.handle(event);
        for (InputEvent& one : input) one.time = now;
        imgui.frame([&] { pane.draw({0, 0, 600, 400}, imgui.style, input, true, now += 1.0 / 60); });
    }
    void type(std::u32string_view text) { frame(typing(text)); }
    bool shows(const std::string& wanted) {
        std::string all;
        for (const PanelRow& row : pane.rows()) all += row.text + "\n";
        return all.find(wanted) != std::string::npos;
    }
    void wait_for(const std::string& wanted) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::duration<double>(deadline_seconds);
        while (!shows(wanted)) {
            frame({});
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
            if (std::chrono::steady_clock::now() > deadline)
                throw std::runtime_error("timed out waiting for " + wanted);
        }
    }
};

}  // namespace

TEST_CASE("the list keeps its size while it waits for the next name's description, and the next list has its own") {
    ImGuiWithoutWindow& imgui = ImGuiWithoutWindow::shared();
    Completions names;
    CompletionPopup popup;
    names.open({{"first_name", "function", "(x)"}, {"fine", "function", ""}, {"few", "name", ""}}, "f", false);
    const auto size = [&] {
        ImVec2 least{1e9f, 1e9f}, most{0, 0};
        imgui.frame([&] {
            ImDrawList* list = ImGui::GetForegroundDrawList();
            popup.draw(list, imgui.style, names, {0, 0, 1000, 800}, 100, 400, 0);
            for (const ImDrawVert& vertex : list->VtxBuffer) {
                least = {std::min(least.x, vertex.pos.x), std::min(least.y, vertex.pos.y)};
                most = {std::max(most.x, vertex.pos.x), std::max(most.y, vertex.pos.y)};
            }
        });
        return std::pair{std::lround(most.x - least.x), std::lround(most.y - least.y)};
    };
    const auto bare = size();
    names.set_doc("What the first one does, in more words than the names have");
    const auto with_doc = size();
    CHECK(with_doc.second > bare.second);
    CHECK(with_doc.first > bare.first);
    names.move(1);
    names.move(1);
    CHECK(size() == with_doc);
    names.set_doc("");
    CHECK(size().second == bare.second);
    names.open({{"first_name", "function", "(x)"}}, "f", false);
    CHECK(size().first < with_doc.first);
}

TEST_CASE("the list appears at the second letter with nothing chosen, so Enter still runs") {
    for (int frame_ms : {0, 60}) {
        CAPTURE(frame_ms);
        WithHelp p(frame_ms);
        p.type(U"re");
        p.wait_for("\n  remove_bad_faces");
        CHECK_FALSE(p.shows("> "
                            "remove_bad_faces"));
        p.type(U"move_bad_mesh");
        p.step();
        CHECK_FALSE(p.shows("\n  remove_bad"));  // the typed text is the only match
        p.press(key::enter);
        p.settle();
        CHECK(p.shows(">>> remove_bad_mesh\n1\n"));
    }
}

TEST_CASE("Down chooses, Tab and Enter accept, and a dot opens the list at once") {
    WithHelp p;
    p.type(U"math.");
    p.wait_for("\n  acos\n");
    p.press(key::down);
    CHECK(p.shows("> acos"));
    p.press(key::down).press(key::up).press(key::enter);
    CHECK(p.panel.typed() == "math.acos");
    p.clear();
    p.type(U"math.fl");
    p.wait_for("\n  floor");
    p.press(key::tab);
    CHECK(p.panel.typed() == "math.floor");
    p.clear();
}

TEST_CASE("Enter runs a name that was typed completely while Tab's list was open") {
    WithHelp p;
    p.type(U"remove_bad_f").press(key::tab);
    p.wait_until("the name", [&] { return p.panel.typed() == "remove_bad_faces"; });
    p.clear();
    p.type(U"remove_bad").press(key::tab);
    p.wait_for("> remove_bad_faces");
    p.type(U"mesh").press(key::enter);
    p.settle();
    CHECK(p.shows(">>> remove_bad_mesh\n1\n"));
}

TEST_CASE("names are found by the first letters of their words and by letters in order") {
    WithHelp p;
    p.type(U"rbm");
    p.wait_for("\n  remove_bad_mesh");
    p.press(key::tab);
    CHECK(p.panel.typed() == "remove_bad_mesh");
    p.clear();
}

TEST_CASE("Up goes to the history while nothing is chosen") {
    WithHelp p;
    p.run(U"recent = 5\n");
    p.type(U"re");
    p.wait_for("\n  recent");
    p.press(key::up);
    CHECK(p.panel.typed().starts_with("re"));
    CHECK(p.panel.typed() != "re");
    CHECK_FALSE(p.shows("\n  remove_bad"));
    p.clear();
}

TEST_CASE("Escape closes the list for this word, and the next word opens it again") {
    WithHelp p;
    p.type(U"re");
    p.wait_for("\n  remove_bad_faces");
    p.press(key::escape).type(U"mo");
    for (int i = 0; i < 20; ++i) p.step();
    CHECK_FALSE(p.shows("\n  remove_bad_faces"));
    p.type(U" + re");
    p.wait_for("\n  remove_bad_faces");
    p.clear();
    p.type(U"re");  // the same column as the closed one, but another line
    p.wait_for("\n  remove_bad_faces");
    p.press(key::escape).press(key::enter);
    p.settle();
    p.press(key::letter('L'), key::control).type(U"re");
    p.wait_for("\n  remove_bad_faces");
    p.clear();
}

TEST_CASE("the list describes the name that would be accepted") {
    WithHelp p;
    p.type(U"math.fl");
    p.wait_for("Return the floor of x");
    p.type(U"o");
    CHECK(p.shows("Return the floor of x"));  // the same name is still the best, so its line stays
    p.clear();
}

TEST_CASE("accepting in the middle of a name replaces its rest, and before another name keeps that name") {
    WithHelp p;
    p.type(U"math.floo");
    p.press(key::left).press(key::left).press(key::tab);
    p.wait_until("the name", [&] { return p.panel.typed() == "math.floor"; });
    p.clear();
    p.type(U"math.sin");
    p.press(key::left).press(key::left).press(key::tab);
    p.wait_for("> sin\n");
    while (!p.shows("> sqrt\n")) p.press(key::down);
    p.press(key::enter);
    CHECK(p.panel.typed() == "math.sqrt");
    p.clear();
    p.type(U"best");
    p.press(key::home).type(U"remove_bad_m").press(key::tab);
    p.wait_until("the name", [&] { return p.panel.typed() == "remove_bad_meshbest"; });
    p.clear();
}

TEST_CASE("a name that matches only by scattered letters does not compete with a name that begins as typed") {
    WithHelp p;
    p.type(U"prin").press(key::tab);
    p.wait_until("print", [&] { return p.panel.typed() == "print"; });
    p.step();
    CHECK_FALSE(p.shows("\n  "));
    p.clear();
}

TEST_CASE("in a string the list opens by itself for a path or a key, but not for plain words") {
    WithHelp p;
    p.run(U"import os; before = os.getcwd(); os.chdir('/'); table = {'usual key': 1}\n");
    p.press(key::letter('L'), key::control);
    p.type(U"'usr");
    for (int i = 0; i < 20; ++i) p.step();
    CHECK_FALSE(p.shows("usr/\n"));
    p.press(key::tab);
    p.wait_until("the folder", [&] { return p.panel.typed() == "'usr/"; });
    p.clear();
    p.type(U"'/us");
    p.wait_for("\n  usr/");
    p.clear();
    p.type(U"table.get('");
    p.wait_for("\n  usual key'");
    p.clear();
    p.run(U"os.chdir(before)\n");
}

TEST_CASE("the call tip marks the current parameter, follows the caret and closes with the call") {
    WithHelp p;
    p.run(U"def place(x, y=2, *, z): pass\n\n");
    p.type(U"place(");
    p.wait_for("place([x], y=2, *, z)");
    p.type(U"1, ");
    p.wait_for("place(x, [y=2], *, z)");
    p.press(key::home).press(key::right);
    p.wait_until("no tip", [&] { return !p.shows("[y=2]") && !p.shows("[x]"); });
    p.press(key::end);
    p.press(key::space, key::control | key::shift);
    p.wait_for("place(x, [y=2], *, z)");
    p.type(U"z=");
    p.wait_for("place(x, y=2, *, [z])");
    p.press(key::escape);
    CHECK_FALSE(p.shows("[z]"));
    p.clear();
}

TEST_CASE("help works while a script runs, but not in input()") {
    WithHelp p;
    p.type(typed_endless_loop);
    p.wait_until_running();
    p.type(U"math.");
    p.wait_for("\n  acos\n");
    p.press(key::escape).press(key::letter('C'), key::control);
    p.settle();
    p.clear();
    p.type(U"answer = input('? ')\n");
    p.wait_until("the question", [&] { return p.header().find("waiting for input") != std::string::npos; });
    p.type(U"math.");
    for (int i = 0; i < 20; ++i) p.step();
    CHECK_FALSE(p.shows("\n  acos"));
    p.type(U"\n");
    p.settle();
}

TEST_CASE("a completion that ran out of time is requested again, a few times") {
    WithHelp p;
    const auto completion = [&](const std::u32string& code) {
        p.run(U"import gimbal_console.assist.completion as asked_of; " + code + U"\n");
        p.press(key::letter('L'), key::control);
    };
    completion(U"known = asked_of.SECONDS, asked_of.PATIENT_SECONDS; asked_of.SECONDS = -1");
    p.type(U"rbm");  // no name begins with this, so all are compared
    p.wait_for("\n  remove_bad_mesh");
    p.clear();
    p.type(U"rb");
    p.press(key::escape).press(key::tab);
    p.wait_for("\n> remove_bad_faces");
    p.clear();
    completion(U"truly = asked_of.complete; asked_of.PATIENT_SECONDS = -1\n"
               U"asked_of.complete = lambda *given: print('asked', given[3]) or truly(*given)\n");
    p.type(U"xq");
    p.wait_for("asked 0\nasked 1\nasked 1\n");
    p.type(U"z");
    p.wait_for("asked 0\nasked 1\nasked 1\nasked 0\nasked 1\nasked 1\n");
    p.press(key::letter('C'), key::control);
    p.run(U"asked_of.complete = truly; asked_of.SECONDS, asked_of.PATIENT_SECONDS = known\n");
    CHECK_FALSE(p.shows("asked 1\nasked 1\nasked 1\n"));
}

TEST_CASE("name? describes a name and name?? shows its source, without running anything") {
    WithHelp p;
    p.run(U"def greet(who):\n'Says hello.'\nreturn who\n\n");
    p.press(key::letter('L'), key::control);
    p.type(U"greet?\n");
    p.wait_for("Says hello.");
    CHECK(p.shows(">>> greet?"));
    CHECK(p.panel.typed().empty());
    p.press(key::letter('L'), key::control);
    p.type(U"greet??\n");
    p.wait_for("    return who");
    p.press(key::letter('L'), key::control);
    p.type(U"no_such_name?\n");
    p.wait_for("no_such_name");
    CHECK_FALSE(p.shows("Traceback"));
}

TEST_CASE("a script editor has the same help, with the names of its text") {
    EditorWithHelp e("def smooth_all(meshes, strength=1): pass\n\n", 3);
    e.type(U"smo");
    e.wait_for("\n  smooth_all");
    e.type(U"\t");
    CHECK(e.shows("\nsmooth_all\n"));
    e.type(U"(");
    e.wait_for("smooth_all([meshes], strength=1)");
    CHECK(e.pane.keeps_escape());
    e.frame({key_event(key::escape)});
    CHECK_FALSE(e.pane.keeps_escape());
    e.type(U"\n\t");
    CHECK(e.shows("\n    "));  // without a name before the caret, Tab indents
}

TEST_CASE("in a method the script editor offers the names in the class's text, above and below the caret") {
    EditorWithHelp e("class Brush:\n    def __init__(self):\n        self.size_now = 1\n    def draw(self):\n\n"
                     "    def sized_below(self):\n        pass\n",
                     5);
    e.type(U"        self.siz");
    e.wait_for("\n  size_now");
    e.wait_for("\n  sized_below");
}

TEST_CASE("F4 shows the variables by name, type, size and value, and they follow the runs") {
    PanelUnderTest p;
    p.run(U"speed_of_test = 42; many_of_test = [1, 2, 3]\n");
    p.press(key::f1 + 3);
    p.wait_for("speed_of_test  int  42");
    CHECK(p.shows("many_of_test  list  3 items  [1, 2, 3]"));
    p.run(U"speed_of_test = 43\n");
    p.wait_for("speed_of_test  int  43");
    p.type(U"import time\nwhile True: time.sleep(0.001); speed_of_test += 1\n\n");
    p.wait_until("a value while it runs",
                 [&] { return !p.shows("speed_of_test  int  43") && p.shows("speed_of_test  int  "); });
    p.press(key::letter('C'), key::control);
    p.settle();
    const float side_x = p.rect.x + p.rect.width - 60, first_y = p.rect.y + 28 + 8 + 24;
    for (float y = first_y; p.panel.typed().empty() && y < p.rect.y + p.rect.height; y += 20)
        p.mouse(side_x, y, InputEvent::Action::press, 2);
    CHECK_FALSE(p.panel.typed().empty());                                           // the double-clicked name
    p.press(key::letter('C'), key::control).press(key::f1 + 3).press(key::f1 + 3);  // focuses the list, then closes it
    CHECK_FALSE(p.shows("Variables"));
}
