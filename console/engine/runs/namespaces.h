// Where the cells of each console keep their names: the first in `__main__`, every other in a module of its own.
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
        int future_flags = 0;  // from __future__ in a cell holds for the cells after it
        PyRef at_start;        // the names that the start left there, which are not of the user's making
        PyObject* names() const { return PyModule_GetDict(module.get()); }  // borrowed
        void remember_start();
    };

    bool prepare(std::string start_code);  // false: a Python error is set
    void release();                        // before finalising
    Namespace& main() { return *all_.at(0); }
    // Of that console; made at its first use, when the start code runs in it. Empty: a Python error is set. A run keeps
    // it while it goes on, whoever closes the console.
    std::shared_ptr<Namespace> of(ConsoleId console);
    void close(ConsoleId console);  // its names go. Thread: Python
    // Empty: that console has run nothing yet. Thread: Python
    std::shared_ptr<Namespace> find(ConsoleId console) const;

    // While a cell runs, its console's module is sys.modules["__main__"], as a program's is.
    class AsMain {
    public:
        explicit AsMain(Namespace& of);
        ~AsMain();
        AsMain(const AsMain&) = delete;
        AsMain& operator=(const AsMain&) = delete;

    private:
        PyRef before_;
    };

private:
    std::map<ConsoleId, std::shared_ptr<Namespace>> all_;  // guarded by the GIL
    std::string start_code_;
};

}  // namespace gimbal::console
