// The functions of the module itself as rows of gimbal/console/python/bind.h.
#pragma once
#include "gimbal/console/python/bind.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/module/binding/binding.h"

namespace gimbal::module {

namespace bind = console::bind;
using bind::arg;

// A row's function that gets a Call without arguments: the state of the module, and the module as `self`. What it
// throws becomes an exception of gimbal.
template <class R, class... A>
auto in_module(R (*function)(const Call&, A...)) {
    return [function](bind::InModule here, A... arguments) -> R {
        ModuleState& module = state_of_module(here.module);
        const EditsOfContext edits(module);
        try {
            return function({module, here.module, nullptr, 0, nullptr}, std::forward<A>(arguments)...);
        } catch (abi::__forced_unwind&) { throw; } catch (...) {
            set_error_from_current_exception(module);
            throw console::PythonErrorSet();
        }
    };
}

// Text for the user: what UTF-8 cannot encode is escaped.
struct ShownText {
    std::string text;
};

// Bytes that the caller has made, without a copy: nobody can change them, and `object` keeps them.
struct HeldBytes {
    console::PyRef object;
    std::string_view content;
};

// Each adds the rows of one file.
void add_command_rows(bind::Module& rows);
void add_event_rows(bind::Module& rows);
void add_link_rows(bind::Module& rows);
void add_mesh_rows(bind::Module& rows);
void add_plugin_rows(bind::Module& rows);
void add_script_command_rows(bind::Module& rows);
void add_undo_rows(bind::Module& rows);
void add_user_file_rows(bind::Module& rows);

}  // namespace gimbal::module

template <>
struct gimbal::console::Converter<gimbal::module::ShownText> {
    static constexpr const char* type = "str";
    static std::optional<gimbal::module::ShownText> from(PyObject* object, const Place& place);
};

template <>
struct gimbal::console::Converter<gimbal::module::HeldBytes> {
    static constexpr const char* type = "bytes";
    static std::optional<gimbal::module::HeldBytes> from(PyObject* object, const Place& place);
};
