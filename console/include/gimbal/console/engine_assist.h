// Completions, call tips and documentation from the Python engine.
#pragma once
#include <functional>

#include "gimbal/console/assist_source.h"
#include "gimbal/console/engine.h"

namespace gimbal::console {

// Thread: UI.   GIL: not held.
class EngineAssist final : public AssistSource {
public:
    using Console = std::function<ConsoleId()>;  // the console whose names count, asked at each request
    explicit EngineAssist(
        Engine& engine, Console console = [] { return ConsoleId{0}; })
        : engine_(engine),
          console_(std::move(console)) {}

    std::uint64_t complete(std::string source, std::size_t cursor, bool patient) override;
    std::uint64_t call_tip(std::string source, std::size_t cursor) override;
    std::uint64_t document(std::string source, std::size_t cursor, std::string completion) override;

private:
    Engine& engine_;
    Console console_;
};

}  // namespace gimbal::console
