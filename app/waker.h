// Requests another frame of the window, when a worker has finished something that a panel shows.
#pragma once

namespace gimbal::app {

// Must outlive the workers that hold it.
// Thread: any.   GIL: not needed.
class Waker {
public:
    virtual void wake() = 0;

protected:
    ~Waker() = default;
};

}  // namespace gimbal::app
