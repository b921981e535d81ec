#include "gimbal/console/python/call.h"

#include "api/module/python_of_link.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "gimbal/console/python/errors.h"
#include "api/module/binding/convert.h"
#include "api/module/link_functions.h"
#include "api/module/link_values.h"
#include "gimbal/console/base/utf8.h"

namespace gimbal::module {

// What Python returns: (value, arrays, None), or (None, None, (code, message)).
struct LinkAnswer {
    console::link::Value value;
    console::link::Arrays arrays;
    std::optional<console::link::Error> error;
};

// The arguments and arrays of a call.
struct LinkGiven {
    ModuleState* module = nullptr;
    console::link::Request request;
};

}  // namespace gimbal::module

using gimbal::module::LinkAnswer;
using gimbal::module::LinkGiven;

template <>
struct gimbal::console::Converter<LinkAnswer> {
    static std::optional<LinkAnswer> from(PyObject* object, const Place& place) {
        PyObject *value, *arrays, *error;
        if (!PyTuple_Check(object)) return place.wrong_type(object, "an answer");
        if (!PyArg_ParseTuple(object, "OOO", &value, &arrays, &error)) return std::nullopt;
        if (error == Py_None)
            return LinkAnswer{module::to_link_value(value, "the result"), module::to_link_arrays(arrays), {}};
        const char *code, *message;
        if (!PyArg_ParseTuple(error, "ss", &code, &message)) return std::nullopt;
        return LinkAnswer{{}, {}, link::Error{link::code_named(code), message}};
    }
};

template <>
struct gimbal::console::Converter<LinkGiven> {
    static PyRef to(const LinkGiven& given) {
        const link::Request& request = given.request;
        PyRef arguments = PyRef::steal(module::from_link_value(link::Value(request.arguments())));
        PyRef arrays = PyRef::steal(module::from_link_arrays(*given.module, request.arrays()));
        const link::PeerInfo peer = request.peer().info();
        return PyRef::steal(Py_BuildValue("(OOKs)", arguments.get(), arrays.get(),
                                          static_cast<unsigned long long>(peer.id), peer.name.c_str()));
    }
};

namespace gimbal::module {
namespace {

using console::Future;
using console::NoResult;
using console::PyRef;
using console::Result;
using console::link::Code;
using console::link::Error;
using console::link::Request;

constexpr std::size_t longest_title = 60;

// What ended the code, for the caller.
Error error_of(const console::PythonError& error) {
    switch (error.why) {
        case NoResult::raised: return {Code::failed, error.type + ": " + error.message};
        case NoResult::interrupted:
        case NoResult::cancelled: return {Code::cancelled, "the call was stopped"};
        case NoResult::closed: return {Code::closed, "the program ends"};
        default: return {Code::failed, error.message};
    }
}

void answer(const Request& request, Result<LinkAnswer> result) {
    if (!result) request.reply(error_of(result.error()));
    else if (result->error) request.reply(*result->error);
    else request.answer(std::move(result->value), std::move(result->arrays));
}

// Answers when the code has ended. Cancelling the call cancels the code.
void answer_later(
    const Request& request, Future<LinkAnswer> started, std::function<void()> ended = [] {}) {
    const auto future = std::make_shared<Future<LinkAnswer>>(std::move(started));
    const std::weak_ptr weak = future;  // the answer owns it, and is dropped once it was given
    future->then(console::On::any, [request, future, ended = std::move(ended)](Result<LinkAnswer> result) {
        answer(request, std::move(result));
        ended();
    });
    request.on_cancel([weak] {
        if (const auto alive = weak.lock()) alive->cancel();
    });
}

std::string title_of(const std::string& source) {
    return "link: " + console::shortened(std::string_view(source).substr(0, source.find('\n')), longest_title);
}

class PythonOfLink {
public:
    PythonOfLink(console::Engine& engine, ModuleParts& parts, ModuleState& module)
        : engine_(engine),
          module_(module),
          functions_(parts.link_functions),
          has_window_(parts.context.host->has_window()) {}

    // Without a window the script is the only run, so the source runs beside it.
    void evaluate(const Request& request) const {
        const console::Where where = has_window_ ? console::Where::run : console::Where::handlers;
        std::string title = title_of(request.source());
        answer_later(request, engine_.call<LinkAnswer>({.where = where, .title = title}, "gimbal.link", "_evaluate",
                                                       request.source(), has_window_ ? std::string() : title));
    }

    bool call(const Request& request) const {
        console::Callable function = functions_->find(request.command());
        if (!function) return false;
        const std::uint64_t id = functions_->open({[request](std::optional<double> fraction, std::string text) {
                                                       request.progress(fraction, std::move(text));
                                                   },
                                                   [request] { return request.cancelled(); }});
        answer_later(
            request,
            engine_.call<LinkAnswer>({.where = console::Where::handlers, .title = "link: " + request.command()},
                                     std::move(function), id, LinkGiven{&module_, request}),
            [functions = functions_, id] { functions->close(id); });
        return true;
    }

    std::vector<std::string> functions() const { return functions_->names(); }

private:
    console::Engine& engine_;
    ModuleState& module_;
    const std::shared_ptr<LinkFunctions> functions_;
    const bool has_window_;
};

// The first of atexit's functions is called last, when the threads of the script have ended.
bool end_link_with_python(PyObject* module) {
    const PyRef exits = PyRef::steal(PyImport_ImportModule("atexit"));
    const PyRef end = PyRef::steal(PyObject_GetAttrString(module, "link_end"));
    return exits && end && PyRef::steal(PyObject_CallMethod(exits.get(), "register", "O", end.get()));
}

}  // namespace

void serve_link(console::Engine& engine, ModuleParts& parts, PyObject* module) {
    GIMBAL_GIL_HELD();
    if (!end_link_with_python(module)) return print_to_stderr(console::take_traceback().text);
    const auto python = std::make_shared<PythonOfLink>(engine, parts, state_of_module(module));
    LiveLink* link = parts.context.link;
    auto offered = std::make_shared<LinkPython>();
    offered->evaluate = [python](const Request& request) { python->evaluate(request); };
    offered->call = [python](const Request& request) { return python->call(request); };
    offered->functions = [python] { return python->functions(); };
    link->set_python(std::move(offered));
}

}  // namespace gimbal::module
