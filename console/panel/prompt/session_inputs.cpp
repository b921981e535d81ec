#include "panel/prompt/session_inputs.h"

#include <algorithm>

#include "panel/prompt/question.h"

namespace gimbal::console {

void SessionInputs::remove(RunId run) {
    std::erase_if(inputs_, [=](const Input& one) { return one.run == run; });
}

SessionInputs::Input* SessionInputs::find(RunId run) {
    const auto found = std::ranges::find(inputs_.rbegin(), inputs_.rend(), run, &Input::run);
    return found == inputs_.rend() ? nullptr : &*found;
}

std::string SessionInputs::as_script() const {
    std::string script;
    for (const Input& one : inputs_) script += (question_in(one.source) ? "# " : "") + one.source + "\n";
    return script;
}

}  // namespace gimbal::console
