// Half-typed lines on disk: restored once, kept apart between programs, removed when they are entered.
#include "panel/prompt/drafts.h"

#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "gimbal/console/console_set.h"
#include "tests/panel/panel_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {

std::size_t files_in(const std::filesystem::path& folder) {
    std::size_t count = 0;
    if (std::filesystem::exists(folder))
        for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++count;
    return count;
}

// A set of consoles that keeps its drafts in a folder. The case sets the clock.
struct Kept {
    explicit Kept(const std::filesystem::path& folder) : set(SharedEngine::get().engine, options(folder), {}) {}
    static ConsolePanelOptions options(const std::filesystem::path& folder) {
        ConsolePanelOptions options;
        options.draft_folder = folder;
        return options;
    }
    void step(std::vector<InputEvent> input = {}, double seconds = 0) {
        now += seconds;
        ImGuiWithoutWindow& imgui = ImGuiWithoutWindow::shared();
        imgui.frame([&] { set.draw({0, 454, 780, 420}, imgui.style, input, true, now); });
    }
    void type(std::u32string_view text) { step(typing(text)); }
    void wait_for_runs() {
        Engine& engine = SharedEngine::get().engine;
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (engine.runs().busy() && std::chrono::steady_clock::now() < until) {
            for (ConsoleEvent event; engine.try_dequeue_event(event);) set.handle(event);
            std::this_thread::yield();
        }
        REQUIRE_FALSE(engine.runs().busy());
    }
    double now = 1000;
    ConsoleSet set;
};

}  // namespace

TEST_CASE("drafts of several lines are restored unchanged from the newest file that no program has locked") {
    TemporaryFolder folder;
    const std::vector<Draft> written{{0, "for i in x:\n    f(\"\\n\")"}, {3, "\xC3\xA9t\xC3\xA9 = 1"}};
    {
        Drafts one(folder.path), other(folder.path);
        one.write({{0, "older"}});
        other.write(written);
        Drafts third(folder.path);
        CHECK(third.take_over().empty());  // both programs are alive
        one.write({{0, "older, and written again"}});
        one.write({});
        other.write(written);
    }
    CHECK(files_in(folder.path) == 1);  // the empty one is removed
    Drafts next(folder.path);
    CHECK(next.take_over() == written);
    Drafts beside(folder.path);
    CHECK(beside.take_over().empty());  // restored only once
    next.write({{0, "x"}});
    CHECK(files_in(folder.path) == 1);
}

TEST_CASE("truncated and foreign files are dropped, and a file that cannot be made is ignored") {
    TemporaryFolder folder;
    std::ofstream(folder.path / "a") << "0 half a li";
    std::ofstream(folder.path / "aa") << "0 a line\n";
    std::ofstream(folder.path / "b") << "no number\nwhole\n";
    Drafts drafts(folder.path);
    CHECK(drafts.take_over().empty());
    CHECK(files_in(folder.path) == 0);
    std::ofstream(folder.path / "c") << "0 good\\nlines\nwhole\n0 rest of a longer one\nwhole\n";
    CHECK(drafts.take_over() == std::vector<Draft>{{0, "good\nlines"}});
    Drafts nowhere(folder.path / "c" / "d");
    nowhere.write({{0, "x"}});
    CHECK(nowhere.take_over().empty());
    Drafts none("");
    none.write({{0, "x"}});
    CHECK(none.take_over().empty());
}

TEST_CASE("the next start shows the drafts at the prompts and does not run them") {
    TemporaryFolder folder;
    {
        Kept first(folder.path);
        first.type(U"half + 1");
        first.set.add();
        first.set.add();
        first.type(U"in the third(");
    }
    Kept next(folder.path);
    next.step();
    CHECK(next.set.front().typed() == "half + 1");
    REQUIRE(next.set.count() == 2);
    CHECK(next.set.shown() == 0);
    next.type(U"2");
    CHECK(next.set.front().typed() == "half + 12");  // the caret is at its end
    next.set.show(1);
    next.step();
    CHECK(next.set.front().typed() == "in the third(");
    CHECK_FALSE(SharedEngine::get().engine.runs().busy());
}

TEST_CASE("a line is saved a moment after it is typed, and removed when it is entered or cleared") {
    TemporaryFolder folder;
    Kept console(folder.path);
    const auto on_disk = [&] {
        std::string all;
        for (const auto& entry : std::filesystem::directory_iterator(folder.path)) {
            std::ifstream file(entry.path());
            all.append(std::istreambuf_iterator<char>(file), {});
        }
        return all;
    };
    console.type(U"1 + 1");
    CHECK(on_disk() == "");
    CHECK(console.set.next_tick() <= console.now + 1.01);  // a frame is due for it
    console.step({}, 1.5);
    CHECK(on_disk() == "0 1 + 1\nwhole\n");
    console.step({key_event(key::enter)});
    console.step({}, 1.5);
    CHECK(on_disk() == "");
    console.wait_for_runs();  // Ctrl-C would stop the run
    console.type(U"abc");
    console.step({}, 1.5);
    CHECK(on_disk() == "0 abc\nwhole\n");
    console.step({key_event(key::letter('C'), key::control)});  // at once
    CHECK(on_disk() == "");
    console.type(U"kept");
    console.set.keep_drafts();  // as at the end of the program
    CHECK(on_disk() == "0 kept\nwhole\n");
}

TEST_CASE("an answer to input() is never kept, but text typed before it is") {
    TemporaryFolder folder;
    PanelUnderTest p;
    p.type(U"before");
    CHECK(p.panel.draft() == "before");
    p.engine.submit_cell("input('who? ')\n");
    p.wait_until("the question", [&] { return p.header().find("waiting for input") != std::string::npos; });
    p.type(U"secret");
    CHECK(p.panel.typed() == "secret");
    CHECK(p.panel.draft() == "before");
    p.press(key::enter);
    p.settle();
    CHECK(p.panel.draft() == "before");
}
