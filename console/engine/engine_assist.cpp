#include "gimbal/console/engine_assist.h"

#include "gimbal/console/thread_role.h"

namespace gimbal::console {

std::uint64_t EngineAssist::complete(std::string source, std::size_t cursor, bool patient) {
    GIMBAL_ON(ui);
    return engine_.complete(std::move(source), cursor, console_(), patient);
}

std::uint64_t EngineAssist::call_tip(std::string source, std::size_t cursor) {
    GIMBAL_ON(ui);
    return engine_.call_tip(std::move(source), cursor, console_());
}

std::uint64_t EngineAssist::document(std::string source, std::size_t cursor, std::string completion) {
    GIMBAL_ON(ui);
    return engine_.document(std::move(source), cursor, std::move(completion), console_());
}

}  // namespace gimbal::console
