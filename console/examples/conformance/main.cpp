// Proves that the set-up of the example `embed` keeps what the console promises: its engine options and its frame, with
// Dear ImGui but without a window, so that it runs anywhere. It has a queue of functions for the UI thread, too.
#include <gimbal/console/conformance/conformance.h>
#include <gimbal/console/console_panel.h>
#include <imgui.h>

#include <memory>

using namespace gimbal::console;

static UiQueue ui([] {});  // of your program, for what scripts ask of its UI thread. It outlives the engine

// As main() of your program does after it has made the engine.
static conformance::Loop loop_of(Engine& engine) {
    const auto panel = std::make_shared<ConsolePanel>(engine, ConsolePanelOptions{}, Clipboard{});
    return {.handle = [panel](ConsoleEvent& event) { panel->handle(event); },
            .draw =
                [panel] {
                    ui.drain(std::chrono::milliseconds(4));
                    ImGui::NewFrame();
                    if (ImGui::Begin("Python")) panel->draw_in_window();
                    ImGui::End();
                    ImGui::Render();
                },
            .ui = &ui};
}

int main(int argc, char** argv) {
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ImGui::GetIO().DisplaySize = {1000, 600};
    ImGui::GetIO().Fonts->Build();
    return conformance::run(
        argc, argv,
        {.name = "embed", .options = [] { return EngineOptions{.capture_descriptors = true}; }, .loop = loop_of});
}
