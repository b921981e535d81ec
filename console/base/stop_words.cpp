#include "gimbal/console/stop_words.h"

#include <string_view>

#include "gimbal/console/number_words.h"

namespace gimbal::console {

namespace {
struct Rung {
    std::string_view words, hint;  // the hint follows the name of the button or key
};

const Rung& words_of(StopRung rung) {
    static constexpr Rung rungs[] = {
        {"", ""},  // asked
        {"cleaning up", " again interrupts that too"},
        {"its own SIGINT handler was called, and it goes on", " three times ends it by force"},
        {"interrupted again", ""},
        {"goes on after every interrupt", " again ends it by force, past its except and finally"},
        {"inside C code that cannot be interrupted", ""},
        {"ending by force", ""},
    };
    return rungs[static_cast<std::size_t>(rung)];
}
}  // namespace

std::string stop_words(const RunStopping& stopping) {
    const std::string words(words_of(stopping.rung).words);
    return words.empty() || stopping.where.empty() ? words : words + ": " + stopping.where;
}

std::string waiting_words(const HandlerRunning& handler) {
    if (handler.waiting == 0) return "others wait for it";
    std::string words = with_thousands(handler.waiting) + (handler.waiting == 1 ? " other waits" : " others wait") +
                        " for it";
    if (handler.refused != 0) words += ", and " + with_thousands(handler.refused) + " were dropped";
    return words;
}

std::string handler_words(const HandlerRunning& handler) {
    return handler.name + " has run on the handlers thread for " + elapsed_words(handler.seconds) + "; " +
           waiting_words(handler);
}

std::string stop_hint(const RunStopping& stopping, const std::string& again) {
    const std::string_view hint = words_of(stopping.rung).hint;
    return hint.empty() ? "" : again + std::string(hint);
}

}  // namespace gimbal::console
