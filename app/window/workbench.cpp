// Draws each shown panel with its share of the input, and then everything that lies over the panels.
#include "app/window/workbench.h"

#include <algorithm>

#include "app/panels/widgets.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

constexpr const char* unsaved_script_name = "<script>";  // the text of the script editor, in tracebacks

}  // namespace

Workbench::Workbench(AppContext& context, Layout& layout, InputRouter& router, console::ConsolePanelOptions console)
    : context_(context),
      layout_(layout),
      router_(router),
      viewport_(context),
      console_(context.engine, console_options(std::move(console)), context.clipboard),
      browser_(context),
      script_dialogs_(browser_),
      scene_files_(context, browser_),
      editor_(context, browser_, console_),
      info_(context),
      outliner_(context),
      properties_(context),
      status_(context, context.engine.runs()),
      menu_(context, {editor_, info_, browser_, scene_files_, console_, notifications_}) {
    router.set_receivers(*this);
}

console::ConsolePanelOptions Workbench::console_options(console::ConsolePanelOptions console) {
    console.open_file = [this](const std::string& file, int line) { open_traceback_line(file, line); };
    console.open_text = [this](const std::string& text, int line) {
        editor_.script().open_text(text, line);
        router_.focus(PanelId::editor);
    };
    return console;
}

// A file that is open already is not read again, because its text may have unsaved changes.
void Workbench::open_traceback_line(const std::string& file, int line) {
    if (file == unsaved_script_name || file == editor_.script().path().string()) editor_.text().go_to_line(line);
    else if (!editor_.script().open(file, line)) return;
    router_.focus(PanelId::editor);
}

Panel* Workbench::panel(PanelId id) {
    switch (id) {
        case PanelId::view: return &viewport_;
        case PanelId::console: return nullptr;
        case PanelId::editor: return &editor_;
        case PanelId::info: return &info_;
        case PanelId::outliner: return &outliner_;
        case PanelId::properties: return &properties_;
    }
    return nullptr;
}

void Workbench::handle(console::ConsoleEvent& event) {
    GIMBAL_ON(ui);
    menu_.handle(event);
    status_.handle(event);
    editor_.handle(event);
    console_.handle(event);  // last, because it may move the contents of the event
}

void Workbench::draw(const PanelStyle& style, double late_ms, double now) {
    GIMBAL_ON(ui);
    const bool keys_elsewhere = dialog_open();
    for (std::size_t i = 0; i < panel_count; ++i) {
        const auto id = static_cast<PanelId>(i);
        if (!layout_.shown(id)) continue;
        const bool focused = router_.focused() == id && !keys_elsewhere;
        if (Panel* shown = panel(id)) shown->draw(layout_.rect(id), style, router_.share(id), focused, now);
        else console_.draw(layout_.rect(id), style, router_.share(id), focused, now);
    }
    draw_edge_handle(style);
    const Rect bar = layout_.menu_bar(), bottom = layout_.status_bar();
    status_.draw(bottom, style, mouse_hint(), late_ms, now);
    menu_.draw(bar, style);
    browser_.draw(style);
    script_dialogs_.draw(style, menu_.dialog_open() || browser_.is_open());
    notifications_.draw(style, notes_place(style), now);
}

// Below the axis gizmo of the 3D view. Without a view, below the header of another panel.
Rect Workbench::notes_place(const PanelStyle& style) const {
    Rect place = layout_.rect(PanelId::view);
    float top = 90 * style.scale;
    for (std::size_t i = 0; i < panel_count && place.width <= 0; ++i) {
        place = layout_.rect(static_cast<PanelId>(i));
        top = header_height * style.scale;
    }
    top = std::min(top, place.height / 2);
    return {place.x, place.y + top, place.width, place.height - top};
}

std::string Workbench::title() const {
    const OpenScript& script = editor_.script();
    const std::string scene = scene_files_.name_and_mark();
    std::string title;
    if (!script.path().empty() || script.modified()) title += script.name_and_mark() + " - ";
    if (!scene.empty()) title += scene + " - ";
    return title + "Gimbal";
}

void Workbench::draw_edge_handle(const PanelStyle& style) {
    const Rect handle = layout_.edge_handle();
    if (handle.width <= 0) return;
    const bool shown = layout_.right_column_shown(), hovered = router_.over_edge_handle();
    begin_panel("##edge handle", handle, style, hovered ? style.palette.button_hover : style.palette.header, nullptr,
                nullptr, false);
    const float x = handle.x + handle.width / 2, y = handle.y + handle.height / 2, r = 4 * style.scale,
                tip = shown ? r / 2 : -r / 2;
    ImGui::GetWindowDrawList()->AddTriangleFilled({x - tip, y - r}, {x + tip, y}, {x - tip, y + r},
                                                  style.palette.title);
    end_panel();
    late_tooltip_over(handle, handle_words(), false);
}

std::string Workbench::handle_words() const {
    return std::string(layout_.right_column_shown() ? "Hide" : "Show") + " outliner and properties";
}

std::string Workbench::mouse_hint() const {
    if (router_.splitter()) return "Drag: move the splitter";
    if (router_.over_edge_handle()) return "Click: " + handle_words();
    if (const std::string error = router_.focused() == PanelId::editor ? editor_.error_at_caret() : ""; !error.empty())
        return "F8: go to error   " + error;
    if (!router_.hovered()) return {};
    if (const Panel* under = panel(*router_.hovered())) return under->mouse_hint();
    return "Drag: select   Middle click: paste   Wheel: scroll";
}

double Workbench::next_tick() const {
    double tick = std::min({status_.next_tick(), notifications_.next_tick(), menu_.next_tick()});
    for (std::size_t i = 0; i < panel_count; ++i) {
        const auto id = static_cast<PanelId>(i);
        if (!layout_.shown(id)) continue;
        tick = std::min(tick, id == PanelId::console ? console_.next_tick() : panel(id)->next_tick());
    }
    return tick;
}

std::vector<std::string> Workbench::rows(const std::string& name) const {
    GIMBAL_ON(ui);
    if (name == "status") return status_.rows();
    if (name == "notes") return notifications_.rows();
    if (name == "dialog") {
        std::vector<std::string> rows = menu_.rows();
        if (browser_.is_open()) std::ranges::copy(browser_.rows(), std::back_inserter(rows));
        std::ranges::copy(script_dialogs_.rows(), std::back_inserter(rows));
        return rows;
    }
    const auto id = panel_named(name);
    if (!id) return {};
    if (const Panel* found = panel(*id)) return found->rows();
    std::vector<std::string> rows;
    for (console::PanelRow& row : console_.front().rows()) rows.push_back(std::move(row.text));
    return rows;
}

void Workbench::notify(const std::string& text, NoteLevel level, double now,
                       std::vector<Notifications::Action> actions) {
    GIMBAL_ON(ui);
    notifications_.add(text, level, now, std::move(actions));
    info_.add_note(text, level);
}

}  // namespace gimbal::app
