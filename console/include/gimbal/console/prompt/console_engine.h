// The engine as one console sees it.
#pragma once
#include <cstdint>
#include <string>

#include "gimbal/console/assist_source.h"
#include "gimbal/console/events.h"
#include "gimbal/console/run_model.h"

namespace gimbal::console {

// EngineLink (engine_link.h) implements it for an Engine. The functions are those of Engine with these names, for the
// console's namespace. Thread: UI.   GIL: never.
class ConsoleEngine {
public:
    virtual ~ConsoleEngine() = default;
    virtual RunId submit_cell(std::string source, CellResults results) = 0;
    virtual void answer_input(QuestionId question, std::string line) = 0;
    virtual void end_input(QuestionId question) = 0;
    virtual std::uint64_t inspect(std::string name, bool with_source) = 0;
    virtual void remove_queued(RunId run) = 0;
    virtual void stop() = 0;
    virtual const RunModel& runs() const = 0;
    virtual AssistSource& assist() = 0;
};

}  // namespace gimbal::console
