// A console panel of a host without a window: Dear ImGui builds its fonts and draws nothing.
#pragma once
#include <imgui.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/console_panel.h"
#include "tests/hosts/host.h"
#include "tests/support/imgui_without_window.h"

namespace gimbal::console::test {

// ImGui's context. Made before the panels and destroyed after them.
class HostImgui {
public:
    HostImgui() {
        ImGui::CreateContext();
        prepare_imgui_without_window({1600, 900});
    }
    ~HostImgui() { ImGui::DestroyContext(); }
};

// Passes the engine's events on to the panel and draws it. Thread: UI.
class HostPanel {
public:
    HostPanel(Engine& engine, std::filesystem::path history)
        : engine_(engine),
          panel_(engine, {.history_file = std::move(history)}, {}) {}

    void frame(const std::vector<InputEvent>& input = {}) {
        for (ConsoleEvent event; engine_.try_dequeue_event(event);) panel_.handle(event);
        ImGui::GetIO().DeltaTime = 1.0f / 60;
        ImGui::NewFrame();
        panel_.draw({0, 0, 1600, 900}, {}, input, true, steady_seconds());
        ImGui::Render();
    }
    void enter(const std::string& source) {
        panel_.type(source);
        press(key::enter);
    }
    void press(int code) {
        InputEvent event;
        event.kind = InputEvent::Kind::key;
        event.code = code;
        frame({event});
    }
    // Draws until the text holds `wanted`, and the engine is idle.
    bool shows(const std::string& wanted) {
        const bool found = wait_until([&] {
            frame();
            return contains(text(), wanted) && !engine_.runs().busy();
        });
        if (!found) std::fprintf(stderr, "the panel shows:\n%s\n", text().c_str());
        return found;
    }
    // How often the text holds `part` now.
    int count(const std::string& part) const {
        const std::string all = text();
        int found = 0;
        for (std::size_t at = all.find(part); at != std::string::npos; at = all.find(part, at + part.size())) ++found;
        return found;
    }
    std::string text() const {
        std::string all;
        for (const PanelRow& row : panel_.rows()) all += row.text + "\n";
        return all;
    }

private:
    Engine& engine_;
    ConsolePanel panel_;
};

}  // namespace gimbal::console::test
