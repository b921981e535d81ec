// Everything that was entered at one prompt in this session, in order.
#pragma once
#include <string>
#include <vector>

#include "gimbal/console/events.h"

namespace gimbal::console {

// Thread: UI.   GIL: not needed.
class SessionInputs {
public:
    struct Input {
        RunId run = 0;  // 0 for `name?`, which runs nothing
        std::string source;
        bool echoed = true;  // false while the cell waits for other runs: it is echoed when it starts
    };
    void add(Input input) { inputs_.push_back(std::move(input)); }
    void remove(RunId run);
    Input* find(RunId run);
    bool empty() const { return inputs_.empty(); }
    // Includes failed and interrupted runs, since later inputs may depend on what they did. `name?` becomes a comment.
    std::string as_script() const;

private:
    std::vector<Input> inputs_;
};

}  // namespace gimbal::console
