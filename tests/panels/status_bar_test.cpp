#include "api/live_link.h"
#include "app/panels/status_bar.h"
#include "tests/panels/panels_fixture.h"
#include "tests/support/endless_loop.h"

#include <imgui_internal.h>

namespace gimbal::app::test {

// A link that listens, and does nothing.
struct ListeningLink final : LiveLink {
    void listen(LinkOptions) override {}
    void close(const std::string&) override {}
    void close_soon(const std::string&) override {}
    LinkState state() const override { return {.listening = true, .peers = 2}; }
    std::vector<console::link::PeerInfo> peers() const override { return {}; }
    bool disconnect(std::uint64_t, const std::string&) override { return false; }
    std::size_t publish(const std::string&, console::link::Value, console::link::Arrays) override { return 0; }
    std::vector<console::link::StreamInfo> streams() const override { return {}; }
    console::link::SnapshotResult latest(const std::string&) const override { return console::link::Error{}; }
    console::link::SnapshotResult wait_for(const std::string&, std::uint64_t,
                                           std::chrono::milliseconds) const override {
        return console::link::Error{};
    }
    void on_change(std::function<void()>) override {}
    std::vector<document::RunningCommand> running() const override { return {}; }
    void cancel_all() override {}
    void set_python(std::shared_ptr<const LinkPython>) override {}
    void run_ended(const std::string&, const char*) override {}
};

struct StatusShown : PanelsWithoutWindow {
    console::RunModel runs;
    StatusBar status{context, runs};
    double late_ms = 18.4;
    StatusShown() {
        show = [this] { status.draw({0, 876, 1600, 24}, style, "Drag: orbit", late_ms, now); };
    }
    void tell(console::ConsoleEvent event) {
        runs.handle(event);
        status.handle(event);
        frame();
    }
};

TEST_CASE_FIXTURE(StatusShown, "an idle status bar shows ready, the mouse hint and whether frames are late") {
    frame();
    CHECK(status.rows() == std::vector<std::string>{"Drag: orbit", "ready", "frames are on time"});
    CHECK(status.next_tick() > 1e300);
    late_ms = 276;
    frame();
    CHECK(status.rows().back() == "frames are late");
    CHECK_FALSE(contains(status.rows(), "276"));  // only in the tooltip
    CHECK(status.next_tick() < 1e300);            // the dot becomes quiet again
}

TEST_CASE_FIXTURE(StatusShown, "a run shows its title, its progress, Stop and the number of queued runs") {
    tell(console::RunQueued{1, console::RunKind::cell, "main.py"});
    tell(console::RunStarted{1, console::RunKind::file, "main.py\nsecond line"});
    CHECK(contains(status.rows(), "running  main.py"));
    CHECK_FALSE(contains(status.rows(), "second line"));
    CHECK(contains(status.rows(), "Stop (Ctrl-C)"));
    CHECK_FALSE(contains(status.rows(), "queued"));
    CHECK(status.next_tick() < now + 0.2);  // for the running clock
    tell(console::RunQueued{2, console::RunKind::cell, "a"});
    tell(console::RunQueued{3, console::RunKind::cell, "b"});
    CHECK(contains(status.rows(), "2 queued"));
    tell(console::Progress{1, "smoothing", 0.38});
    CHECK(contains(status.rows(), "38 %  smoothing"));
    tell(console::RunRemoved{3, "stopped"});
    CHECK(contains(status.rows(), "1 queued"));
    tell(console::RunEnded{1, console::RunState::done, 1.0, {}});
    CHECK(contains(status.rows(), "ready"));
}

TEST_CASE_FIXTURE(StatusShown, "a run that does not stop shows what blocks it and for how long") {
    tell(console::RunStarted{4, console::RunKind::cell, "sum(range(10**11))"});
    tell(console::RunStopping{4, console::StopRung::in_c_code, "sum", 12.3});
    CHECK(contains(status.rows(), "stopping\xE2\x80\xA6  inside C code that cannot be interrupted: sum, for 12.3 s"));
    tell(console::RunStopping{9, console::StopRung::repeated, "of another run", 1});
    CHECK_FALSE(contains(status.rows(), "of another run"));
}

TEST_CASE_FIXTURE(StatusShown, "a run that waits for input is shown as waiting") {
    tell(console::RunStarted{5, console::RunKind::cell, "input()"});
    tell(console::InputRequested{5, "name? ", false});
    CHECK(contains(status.rows(), "waiting for input"));
    tell(console::InputDone{5});
    CHECK_FALSE(contains(status.rows(), "waiting for input"));
}

TEST_CASE_FIXTURE(StatusShown, "a handler that does not end is named while no script runs") {
    tell(console::HandlerRunning{"on_click of my_plugin", 2.0});
    CHECK(contains(status.rows(), "running  on_click of my_plugin"));
    CHECK(contains(status.rows(), "a handler; others wait for it"));
    CHECK(contains(status.rows(), "2.0 s"));
    CHECK(contains(status.rows(), "Stop (Ctrl-C)"));
    tell(console::HandlerRunning{"on_click of my_plugin", 3.0, 7});
    CHECK(contains(status.rows(), "a handler; 7 others wait for it"));
    tell(console::HandlerEnded{"on_click of my_plugin"});
    CHECK(contains(status.rows(), "ready"));
}

TEST_CASE_FIXTURE(StatusShown, "a command on a worker is shown with its progress while no script runs") {
    status.show_command(StatusBar::CommandShown{"Subdivide", 0.5, 3.0, {}});
    frame();
    CHECK(contains(status.rows(), "running  Subdivide"));
    CHECK(contains(status.rows(), "50 %"));
    tell(console::RunStarted{6, console::RunKind::cell, "a cell"});
    CHECK(contains(status.rows(), "running  a cell"));
    tell(console::RunEnded{6, console::RunState::done, 0, {}});
    status.show_command(std::nullopt);
    frame();
    CHECK(contains(status.rows(), "ready"));
}

TEST_CASE_FIXTURE(StatusShown, "the tooltips of the status bar are inside the window and hide nothing of the bar") {
    ListeningLink link;
    context.link = &link;
    const std::string long_words = std::string(60, 'a') + " " + std::string(300, 'b') + " " + std::string(40, 'c');
    tell(console::RunStarted{1, console::RunKind::file, "main.py"});
    tell(console::Progress{1, long_words, 0.38});
    for (const ImVec2 window : {ImVec2{1600, 900}, ImVec2{800, 600}}) {
        ImGui::GetIO().DisplaySize = window;
        const Rect bar{0, window.y - 24, window.x, 24};
        show = [this, bar] { status.draw(bar, style, "", late_ms, now); };
        frames(2);
        const float link_x = window.x * 0.4f - 30, words_x = window.x * 0.7f, dot_x = window.x - 16;
        for (const float x : {link_x, words_x, dot_x}) {
            CAPTURE(window.x);
            CAPTURE(x);
            move_to(window.x / 2, 10);
            frames(3);  // an earlier tooltip is gone
            move_to(x, window.y - 1);
            const auto tooltip = [] {
                const ImGuiWindow* found = ImGui::FindWindowByName("##Tooltip_00");
                return found && found->Active && !found->Hidden ? found : nullptr;
            };
            REQUIRE(wait_until([&] { return tooltip() != nullptr; }));
            frames(2);
            REQUIRE(tooltip());
            const ImRect shown = tooltip()->Rect();
            CHECK(shown.Min.x >= 0);
            CHECK(shown.Min.y >= 0);
            CHECK(shown.Max.x <= window.x);
            CHECK(shown.Max.y <= bar.y);
        }
    }
}

TEST_CASE_FIXTURE(StatusShown, "a click on Stop stops the run") {
    std::optional<console::RunEnded> ended;
    bool running = false;
    told = [&](const console::ConsoleEvent& event) {
        runs.handle(event);
        if (std::holds_alternative<console::RunStarted>(event)) running = true;
        if (const auto* end = std::get_if<console::RunEnded>(&event)) ended = *end;
    };
    context.engine.submit_cell(console::test::endless_loop);
    REQUIRE(wait_until([&] { return running; }));
    for (float x = 1100; x < 1500 && !ended; x += 30) {  // finds the word by clicking along the bar
        click(x, 888);
        pump();
    }
    REQUIRE(wait_until([&] { return ended.has_value(); }));
    CHECK(ended->state == console::RunState::interrupted);
    context.engine.stop();
}

}  // namespace gimbal::app::test
