#include "gimbal/console/stop_words.h"

namespace gimbal::console {

std::string stop_words(const RunStopping& stopping) {
    const std::string at = stopping.where.empty() ? "" : ": " + stopping.where;
    switch (stopping.rung) {
        case StopRung::asked: return "";
        case StopRung::cleaning_up: return "cleaning up" + at;
        case StopRung::own_handler: return "its own SIGINT handler answered, it goes on" + at;
        case StopRung::repeated: return "interrupted again" + at;
        case StopRung::goes_on: return "goes on after every interrupt" + at;
        case StopRung::in_c_code: return "inside C code that cannot be interrupted" + at;
        case StopRung::by_force: return "ending by force" + at;
    }
    return "";
}

std::string stop_hint(const RunStopping& stopping, const std::string& again) {
    switch (stopping.rung) {
        case StopRung::asked:
        case StopRung::repeated:
        case StopRung::by_force:
        case StopRung::in_c_code: return "";
        case StopRung::cleaning_up: return again + " again interrupts that too";
        case StopRung::own_handler: return again + " three times ends it by force";
        case StopRung::goes_on: return again + " again ends it by force, over its except and finally";
    }
    return "";
}

}  // namespace gimbal::console
