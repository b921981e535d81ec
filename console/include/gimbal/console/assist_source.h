// The source of completions, call tips and documentation for an editor of Python.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace gimbal::console {

// Each call returns a request number at once. The answer arrives later as an event of that number (events.h), which the
// host passes to the editor: a CompletionList, a CallTip or a Documentation. `cursor` is a byte of `source`.
// Thread: UI.   GIL: not needed.
class AssistSource {
public:
    virtual ~AssistSource() = default;
    // `patient`: take longer rather than return a partial list.
    virtual std::uint64_t complete(std::string source, std::size_t cursor, bool patient) = 0;
    virtual std::uint64_t call_tip(std::string source, std::size_t cursor) = 0;
    virtual std::uint64_t document(std::string source, std::size_t cursor, std::string completion) = 0;
};

}  // namespace gimbal::console
