// The items of the context menu: actions on the selection, on a run, and on the queue.
#include "panel/console_state.h"
#include "panel/run_text.h"

namespace gimbal::console {

void ConsolePanel::State::open_menu(float x, float y, const RunRange* range) {
    menu_run = range ? range->run : 0;
    menu.open(x, y);
}

// Below the selection and for its run; without a selection, below the caret and for the last run.
void ConsolePanel::State::open_menu_at_caret() {
    help.close();
    TextView& view = screen.view();
    const bool in_log = selection.active();
    const TextPosition at = in_log ? view.selection_begin() : surface.caret();
    view.reveal(at);
    const ViewGeometry& geometry = view.geometry();
    const float x = geometry.text_x() + geometry.cell_width * static_cast<float>(view.layout().cell_of(at));
    const float y = view.y_of(view.layout().row_of(at)).value_or(geometry.text_y());
    const RunRanges& ranges = screen.log().runs();
    open_menu(x, y + geometry.row_height, in_log ? ranges.at(at.line) : ranges.last());
}

std::vector<ContextMenu::Item> ConsolePanel::State::menu_items() {
    const bool selected = screen.view().has_selection();
    const RunRange* range = menu_run ? screen.log().runs().of(menu_run) : nullptr;
    const bool input = range && range->kind == RunKind::cell && !range->question,
               output = range && !output_of(screen, *range).empty();
    const auto command = [this](Command one) { return [this, one] { on_command(one); }; };
    const auto keys = [](Command one) { return keys_of(one, KeyPlace::console); };
    std::vector<ContextMenu::Item> items{
        {"Copy", keys(Command::copy), selected, [this] { surface.copy(); }},
        {"Copy without prompts", keys(Command::copy_without_prompts), selected, command(Command::copy_without_prompts)},
        {"Copy input of this run", "", input, [this, range] { copy_text(input_of(screen, *range)); }},
        {"Copy output of this run", "", output, [this, range] { copy_text(output_of(screen, *range)); }},
        {"Copy session as a script", keys(Command::copy_script), !prompt.inputs().empty(),
         command(Command::copy_script)},
        {"Paste", keys(Command::paste), true, [this] { surface.paste(); }, true},
        {"Find", keys(Command::find), true, [this] { find_bar.open(false); }},
        {"Clear console", keys(Command::clear_screen), true, command(Command::clear_screen)},
        {"Unfold or fold the long result", keys(Command::fold), !screen.log().folds().empty(),
         [this] { toggle_last_fold(); }, true},
        {"Go to error", keys(Command::open_error), true, [this] { links.open_last_error(); }},
    };
    if (const OfferedLines::Offer* offer = offers.newest()) items.push_back({offer->words, "", true, offer->chosen});
    for (auto& [run, title] : core.queue.runs_with_lines())
        items.push_back({"Take out of the queue: " + title, "", true, [this, run] { engine.remove_queued(run); }});
    return items;
}

}  // namespace gimbal::console
