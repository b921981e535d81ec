// The rules, as a pure function of the events in the share.
#include "gimbal/console/glfw/trickle.h"

#include <algorithm>

namespace gimbal::console {
namespace {

bool contains(const std::vector<int>& codes, int code) { return std::ranges::find(codes, code) != codes.end(); }

// A key whose effect is the text event that follows it.
bool prints(const InputEvent& event) { return event.code >= 32 && event.code <= 96 && !(event.mods & ~key::shift); }

bool edits(const InputEvent& event) { return event.action != InputEvent::Action::release && !prints(event); }

}  // namespace

bool Trickle::fits(const InputEvent& event) const {
    switch (event.kind) {
        case InputEvent::Kind::key: return !contains(keys_, event.code) && !(edits(event) && text_);
        case InputEvent::Kind::text: return !edited_;
        case InputEvent::Kind::mouse_button: return !contains(buttons_, event.code);
        case InputEvent::Kind::mouse_move: return buttons_.empty();
        case InputEvent::Kind::wheel: return buttons_.empty();
    }
    return true;
}

void Trickle::add(const InputEvent& event) {
    switch (event.kind) {
        case InputEvent::Kind::key:
            keys_.push_back(event.code);
            edited_ |= edits(event);
            break;
        case InputEvent::Kind::text: text_ = true; break;
        case InputEvent::Kind::mouse_button: buttons_.push_back(event.code); break;
        default: break;
    }
}

}  // namespace gimbal::console
