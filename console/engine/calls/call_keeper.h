// What a Call needs of its engine.
#pragma once
#include "gimbal/console/python/gil.h"

#include <exception>
#include <functional>
#include <string>

#include "engine/stop/run.h"
#include "gimbal/console/call/future.h"

namespace gimbal::console::detail {

// Calls (calls.h) implements it. So Futures and Promises link without an engine, as an extension module of an ordinary
// python3 needs them. Thread: any.   GIL: not needed, unless a member says otherwise.
class CallKeeper {
public:
    virtual ~CallKeeper() = default;
    virtual void forget(const Call& call) = 0;
    // Interrupts the code of a call that has begun: the run by a press of Stop, another thread by an exception.
    virtual void interrupt(const Call& call) = 0;
    virtual void remove_queued(RunId run) = 0;
    // The function runs on that thread. If that will never happen, `dropped` is called instead, or at once if this
    // returns false.
    virtual bool post(On where, const std::string& title, std::function<void()> function,
                      std::function<void()> dropped) = 0;
    virtual RunId current_run() const = 0;  // while the engine is there
    virtual void report_progress(RunId run, const std::string& title, double fraction) = 0;  // if it is current
    virtual void report(std::exception_ptr error, const std::string& title) = 0;  // shows it as the error of a handler
    virtual void show(PyRef exception, const std::string& title) = 0;  // the same. Thread: Python.   GIL: held
    virtual std::string why_closed() const = 0;
    virtual bool is_closing() const = 0;  // the engine quits, has ended, or could not start Python
    virtual PyRef evaluate(const std::string& expression, const EvalOptions& options, const RunWork::Await& await) = 0;
};

}  // namespace gimbal::console::detail
