// The workbench keeps what the console promises: its engine options, its module `gimbal` with a document, and its
// console in Dear ImGui without a window.
#include "gimbal/console/conformance/conformance.h"

#include <imgui.h>

#include <memory>
#include <vector>

#include "api/module/module_link.h"
#include "app/engine_options.h"
#include "gimbal/console/console_panel.h"
#include "tests/support/imgui_without_window.h"

using namespace gimbal;

namespace {
class NoWindow final : public Host {
public:
    bool has_window() const override { return false; }
    Picture screenshot(int width, int height, const std::function<bool()>&) override {
        return {width, height, std::vector<unsigned char>(static_cast<std::size_t>(width * height * 4))};
    }
    void notify(std::string, NoteLevel) override {}
    void echo(std::string) override {}
    FrameStats frame_stats(bool) override { return {}; }
    void set_continuous(bool) override {}
    void request_quit(int) override {}
    void open_in_editor(std::string, int) override {}
    void set_additions(PluginAdditions) override {}
};

// What the application makes before its engine and destroys after it. A link serves one engine.
struct Workbench {
    explicit Workbench(const app::Resources& resources)
        : link({&document, &commands, &host, "/nowhere", resources.scripts_dir, true}) {}
    document::Document document;
    document::CommandRegistry commands;
    NoWindow host;
    module::ModuleLink link;
    console::UiQueue ui{[] {}};
};
std::vector<std::unique_ptr<Workbench>> workbenches;

console::EngineOptions options() {
    const app::Resources resources = app::find_resources();
    console::EngineOptions engine = app::engine_options(resources, {});
    engine.capture_descriptors = true;
    workbenches.push_back(std::make_unique<Workbench>(resources));
    workbenches.back()->link.connect(engine);
    return engine;
}

console::conformance::Loop loop_of(console::Engine& engine) {
    const auto panel = std::make_shared<console::ConsolePanel>(engine, console::ConsolePanelOptions{},
                                                               console::Clipboard{});
    console::UiQueue& ui = workbenches.back()->ui;
    return {.handle = [panel](console::ConsoleEvent& event) { panel->handle(event); },
            .draw =
                [panel, &ui] {
                    ui.drain(std::chrono::milliseconds(4));
                    ImGui::NewFrame();
                    if (ImGui::Begin("Console")) panel->draw_in_window();
                    ImGui::End();
                    ImGui::Render();
                },
            .ui = &ui};
}
}  // namespace

int main(int argc, char** argv) {
    ImGui::CreateContext();
    console::test::prepare_imgui_without_window({1600, 900});
    return console::conformance::run(argc, argv, {.name = "the workbench", .options = options, .loop = loop_of});
}
