// The namespaces of the consoles: `__main__` for the first, a separate module for every other.
#pragma once
#include "gimbal/console/python/gil.h"

#include <map>
#include <memory>
#include <string>

#include "gimbal/console/events.h"

namespace gimbal::console {

// Thread: script, unless a member says otherwise.   GIL: held.
class Namespaces {
public:
    struct Namespace {
        PyRef module;
        int future_flags = 0;  // `from __future__` in a cell holds for later cells
        PyRef at_start;        // copy of the names after the start code: those are not the user's
        PyObject* names() const { return PyModule_GetDict(module.get()); }  // borrowed
        void remember_start();
    };

    bool prepare(std::string start_code);  // false: a Python error is set
    void release();                        // before finalising
    Namespace& main() { return *all_.at(0); }
    // Makes the namespace and runs the start code in it at the console's first use. Null: a Python error is set. The
    // current run keeps its namespace, even if the console is closed.
    std::shared_ptr<Namespace> of(ConsoleId console);
    void close(ConsoleId console);  // drops the namespace, except that of console 0. Thread: Python
    // Null: that console has run nothing yet. Thread: Python
    std::shared_ptr<Namespace> find(ConsoleId console) const;

    // Makes a module sys.modules["__main__"] while its code runs. pickle and dataclasses look classes up there.
    class AsMain : NonCopyable {
    public:
        explicit AsMain(PyObject* module);  // borrowed
        ~AsMain();

    private:
        PyRef before_;
    };

private:
    std::map<ConsoleId, std::shared_ptr<Namespace>> all_;  // guarded by the GIL
    std::string start_code_;
};

}  // namespace gimbal::console
