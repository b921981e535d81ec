// An OpenGL 3.3 context without a window or a display server, made current for a scope.
#pragma once
#include <memory>

namespace gimbal::app {

// Thread: any one at a time; the context is current only inside a Current scope.   GIL: not held.
class EglContext {
public:
    EglContext();  // throws std::runtime_error that names the missing part and its package
    ~EglContext();

    class Current {
    public:
        explicit Current(const EglContext& context);  // throws std::runtime_error
        ~Current();
        Current(const Current&) = delete;

    private:
        const EglContext& context_;
    };

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gimbal::app
