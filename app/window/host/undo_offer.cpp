#include "app/window/host/undo_offer.h"

#include <exception>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/cells.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

constexpr const char* words = "Undo its changes";
constexpr std::size_t longest_title = 60;  // characters

}  // namespace

void UndoOffer::run_ended(console::RunId run, console::RunState state) {
    GIMBAL_ON(ui);
    using enum console::RunState;
    if ((state != failed && state != interrupted) || parts_.document.steps_of_run(run) == 0) return;
    const auto chosen = [this, run] { undo(run); };
    parts_.workbench.console().offer(run, words, chosen);
    if (state == interrupted || parts_.window.panel_shown("console")) return;
    const console::RunStatus* status = parts_.engine.runs().find(run);
    const std::string title = status ? console::in_one_line(status->title, longest_title) : "the run";
    parts_.workbench.notify(title + " has failed after it had changed the scene", NoteLevel::warning,
                            console::steady_seconds(), {{words, chosen}});
}

void UndoOffer::undo(console::RunId run) {
    try {
        parts_.document.undo_run(run);
        parts_.window.log_action("gimbal.undo_stack.undo_run()");
    } catch (const std::exception& refused) {
        parts_.window.notify(std::string("Nothing was undone: ") + refused.what(), NoteLevel::warning);
    }
}

}  // namespace gimbal::app
