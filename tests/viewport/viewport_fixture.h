// A Viewport in ImGui frames without a window, with an OpenGL context without a surface.
#pragma once
#include <doctest/doctest.h>
#include <imgui.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "api/document/mesh/mesh_ops.h"
#include "app/app_context.h"
#include "app/settings.h"
#include "app/viewport/gl/egl_context.h"
#include "app/viewport/viewport.h"
#include "gimbal/console/base/clock.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

inline document::MeshPtr shared_mesh(document::Mesh mesh) {
    return std::make_shared<const document::Mesh>(std::move(mesh));
}

struct RanCommand {
    std::string name;
    document::Arguments arguments;
};

// Records what the view asks of the window. A member of the fixture, so that it outlives the view's workers.
class RecordingWindow final : public WorkbenchWindow {
public:
    RecordingWindow(document::Document& doc, document::CommandRegistry& registry) : doc_(doc), registry_(registry) {}

    void run_command(const std::string& name, document::Arguments arguments) override {
        commands_run.push_back({name, arguments});
        document::run_command(doc_, registry_, name, std::move(arguments),
                              [this](const document::CommandResult& result) {
                                  if (!result.done()) notes.push_back(result.message);
                              });
    }
    void open_form(const std::string&) override {}
    void notify(std::string text, NoteLevel) override { notes.push_back(std::move(text)); }
    void open_path(const std::string&) override {}
    void open_mesh(const std::string&, document::Arguments) override {}
    void load_scene(const std::string&) override {}
    void save_scene(const std::string&, std::function<void()>) override {}
    void log_action(std::string line) override { lines.push_back(std::move(line)); }
    void run_script(const std::string&) override {}
    void stop() override {}
    void quit() override {}
    void restart() override {}
    std::string why_no_restart() override { return {}; }
    void restart_with_settings() override {}
    void wake() override {}
    std::string focused_panel() const override { return "view"; }
    void focus_panel(std::string_view) override {}
    void toggle_maximised() override {}
    void reset_layout() override {}
    bool panel_shown(std::string_view) const override { return true; }
    void show_panel(std::string_view, bool) override {}
    bool can_hide_panel(std::string_view) const override { return true; }
    void set_scale(float) override {}
    void zoom_text(int) override {}
    std::filesystem::path newest_crash_report() override { return {}; }

    std::vector<RanCommand> commands_run;
    std::vector<std::string> notes, lines;

private:
    document::Document& doc_;
    document::CommandRegistry& registry_;
};

// Engine, module and settings are null references: the view must not use them.
class ViewportFixture {
public:
    static constexpr float width = 400, height = 300;

    ViewportFixture() : current_(egl_) {
        console::set_thread_role(console::ThreadRole::ui);
        ImGui::CreateContext();
        ImGuiIO& io = ImGui::GetIO();
        io.IniFilename = nullptr;
        io.DisplaySize = {800, 600};
        io.DeltaTime = 1.0f / 60;
        io.Fonts->AddFontDefault();
        io.Fonts->Build();
        style.ui = style.semibold = style.mono = io.Fonts->Fonts[0];
        style.ui_size = 16, style.mono_size = 18;
        style.cell_width = 8, style.row_height = 20;
        style.scale = 1;
        viewport = std::make_unique<Viewport>(context);
    }
    ~ViewportFixture() {
        viewport.reset();
        ImGui::DestroyContext();
    }

    // One frame: builds it, then renders.
    bool frame(std::vector<console::InputEvent> input = {}, bool focused = true) {
        ImGui::NewFrame();
        viewport->draw(rect, style, input, focused, now());
        ImGui::Render();
        return viewport->render(8);
    }
    template <class Condition>
    bool frames_until(Condition condition) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (!condition()) {
            if (std::chrono::steady_clock::now() > deadline) return false;
            frame();
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return true;
    }
    bool settle() {
        return frames_until(
                   [&] { return viewport->render_counts().refined > settled_ && !viewport->wants_render(); }) &&
               (settled_ = viewport->render_counts().refined, true);
    }
    static double now() { return console::steady_seconds(); }

    document::ObjectId add(const std::string& name, document::MeshPtr mesh, glm::vec3 location = glm::vec3(0),
                           glm::vec4 colour = {1, 0, 0, 1}) {
        const document::ObjectId id = doc.add(name, std::move(mesh));
        doc.modify(id, [&](document::Object& object) {
            object.location = location;
            object.colour = colour;
        });
        return id;
    }

    static console::InputEvent button(int code, console::InputEvent::Action action, float x, float y, int mods = 0) {
        console::InputEvent event;
        event.kind = console::InputEvent::Kind::mouse_button;
        event.code = code;
        event.action = action;
        event.x = x;
        event.y = y;
        event.mods = mods;
        return event;
    }
    static console::InputEvent move(float x, float y) {
        console::InputEvent event;
        event.kind = console::InputEvent::Kind::mouse_move;
        event.x = x;
        event.y = y;
        return event;
    }
    static console::InputEvent wheel(float steps, float x, float y) {
        console::InputEvent event = move(x, y);
        event.kind = console::InputEvent::Kind::wheel;
        event.wheel_y = steps;
        return event;
    }
    static console::InputEvent press_key(int code, int mods = 0) {
        console::InputEvent event;
        event.code = code;
        event.mods = mods;
        return event;
    }
    void drag(int code, glm::vec2 from, glm::vec2 to, int mods = 0) {
        frame({button(code, console::InputEvent::Action::press, from.x, from.y, mods),
               move((from.x + to.x) / 2, (from.y + to.y) / 2)});
        frame({move(to.x, to.y), button(code, console::InputEvent::Action::release, to.x, to.y, mods)});
    }
    void click(glm::vec2 at, int mods = 0) {
        frame({button(0, console::InputEvent::Action::press, at.x, at.y, mods),
               button(0, console::InputEvent::Action::release, at.x, at.y, mods)});
    }
    bool click_and_wait(glm::vec2 at, int mods = 0) {
        const std::size_t before = commands_run.size();
        click(at, mods);
        return frames_until([&] { return commands_run.size() > before; });
    }
    std::vector<std::string> selected_names() const {
        std::vector<std::string> names;
        const document::ScenePtr scene = doc.snapshot();
        for (document::ObjectId id : scene->selection()) names.push_back(scene->find(id)->name);
        return names;
    }
    glm::vec2 centre() const { return {rect.x + width / 2, rect.y + height / 2}; }

    document::Document doc;
    document::CommandRegistry registry;
    WindowCommands window_commands{registry};
    RecordingWindow window{doc, registry};
    std::vector<RanCommand>& commands_run = window.commands_run;
    std::vector<std::string>& notes = window.notes;
    console::Rect rect{100, 50, width, height};
    console::PanelStyle style;
    std::unique_ptr<Viewport> viewport;

private:
    template <class T>
    T& unused() {
        return *reinterpret_cast<T*>(nowhere_);
    }
    alignas(16) char nowhere_[16] = {};
    console::UiQueue ui_{[] {}};
    EglContext egl_;
    EglContext::Current current_;
    std::size_t settled_ = 0;

public:
    AppContext context{.document = doc,
                       .commands = window_commands,
                       .keys = unused<KeyTable>(),
                       .engine = unused<console::Engine>(),
                       .module = unused<ModuleLink>(),
                       .settings = unused<Settings>(),
                       .window = window,
                       .ui = ui_};
};

}  // namespace gimbal::app
