// The functions from which the package makes `gimbal.link`: what the link serves, who is connected, and its streams.
#include "gimbal/console/python/forked_child.h"
#include "api/module/binding/rows.h"

#include <chrono>
#include <optional>
#include <thread>

#include "api/live_link.h"
#include "api/module/binding/convert.h"
#include "api/module/binding/outside_step.h"
#include "api/module/binding/work.h"
#include "api/module/link_functions.h"
#include "api/module/link_values.h"

namespace gimbal::module {
namespace {

using console::PyRef;
using console::link::Code;
using console::link::Error;
using console::link::LinkError;
using console::link::PeerInfo;
using console::link::Snapshot;
using console::link::SnapshotResult;
using console::link::StreamInfo;
using console::link::StreamState;

constexpr std::chrono::milliseconds serving_turn{50};  // so soon does Ctrl-C end it

LiveLink& link_of(const Call& call) {
    refuse_in_forked_child("the live link");
    if (LiveLink* link = call.module.context.link) return *link;
    throw std::runtime_error(
        "only the program gimbal serves the link; in an ordinary python3 use gimbal_link.Server()");
}

PyObject* from_count(std::uint64_t count) { return checked(PyLong_FromUnsignedLongLong(count)); }

void listen(const Call& call, std::vector<std::string> addresses, bool evaluate, std::vector<std::string> events) {
    LiveLink& link = link_of(call);
    std::optional<Error> refused;
    {
        Unlocked unlocked;
        try {
            link.listen({std::move(addresses), evaluate, std::move(events)});
        } catch (const LinkError& error) { refused = error.error(); }
    }
    if (refused) raise_link_error(*refused);
}

void close(const Call& call, std::string why) {
    LiveLink& link = link_of(call);
    Unlocked unlocked;
    link.close(why);
}

// On the script thread until the link is closed, else for a moment: the package asks again. The run's step is not open
// meanwhile, so what peers do are steps that they can undo.
void serve(const Call& call) {
    LiveLink& link = link_of(call);
    const bool of_the_script = call.module.script.on_script_thread();
    const OutsideStep outside(call.module);
    do {
        {
            Unlocked unlocked;
            std::this_thread::sleep_for(serving_turn);
        }
        if (PyErr_CheckSignals() < 0) throw console::PythonErrorSet();
    } while (of_the_script && link.state().listening);
}

// The first of atexit's functions, so that it is called last.
void end(const Call& call) {
    LiveLink* link = call.module.context.link;
    if (!link || console::in_forked_child()) return;
    Unlocked unlocked;
    link->close("the program ends");
    link->set_python(nullptr);
}

PyRef state(const Call& call) {
    const LinkState state = link_of(call).state();
    PyRef dict = PyRef::steal(checked(PyDict_New()));
    put(dict.get(), "listening", from_bool(state.listening));
    put(dict.get(), "evaluate", from_bool(state.evaluate));
    put(dict.get(), "addresses", new_text_tuple(state.addresses));
    put(dict.get(), "token_files", new_text_tuple(state.token_files));
    return dict;
}

PyObject* from_peer(const PeerInfo& peer) {
    PyRef dict = PyRef::steal(checked(PyDict_New()));
    put(dict.get(), "id", from_count(peer.id));
    put(dict.get(), "name", from_text(peer.name));
    put(dict.get(), "transport", from_text(peer.transport == console::link::Transport::tcp ? "tcp" : "local"));
    put(dict.get(), "address", from_text(peer.address));
    put(dict.get(), "pid", checked(PyLong_FromLongLong(peer.pid)));
    put(dict.get(), "seconds", checked(PyFloat_FromDouble(peer.seconds)));
    for (const auto& [key, count] : {std::pair{"frames_in", peer.frames_in},
                                     {"frames_out", peer.frames_out},
                                     {"bytes_in", peer.bytes_in},
                                     {"bytes_out", peer.bytes_out},
                                     {"updates_dropped", peer.updates_dropped},
                                     {"events_dropped", peer.events_dropped},
                                     {"open_calls", std::uint64_t{peer.open_calls_in}}})
        put(dict.get(), key, from_count(count));
    put(dict.get(), "subscriptions", new_text_tuple(peer.subscriptions));
    return dict.release();
}

PyRef peers(const Call& call) { return PyRef::steal(new_list(link_of(call).peers(), from_peer)); }

bool disconnect(const Call& call, std::uint64_t peer, std::string why) { return link_of(call).disconnect(peer, why); }

std::size_t publish(const Call& call, std::string event, PyRef value, PyRef arrays) {
    LiveLink& link = link_of(call);
    console::link::Value content = to_link_value(value.get(), "value");
    console::link::Arrays packed = to_link_arrays(arrays.get());
    Unlocked unlocked;
    return link.publish(event, std::move(content), std::move(packed));
}

const char* state_name(StreamState state) {
    return state == StreamState::live ? "live" : state == StreamState::silent ? "silent" : "ended";
}

PyObject* from_stream(const StreamInfo& stream) {
    PyRef dict = PyRef::steal(checked(PyDict_New()));
    put(dict.get(), "name", from_text(stream.name));
    put(dict.get(), "state", from_text(state_name(stream.state)));
    put(dict.get(), "end_reason", from_text(stream.end_reason));
    put(dict.get(), "shared", from_bool(stream.shared));
    for (const auto& [key, count] : {std::pair{"serial", stream.serial},
                                     {"frame", stream.frame},
                                     {"dropped", stream.dropped},
                                     {"refused", stream.refused},
                                     {"writer", stream.writer}})
        put(dict.get(), key, from_count(count));
    return dict.release();
}

PyRef streams(const Call& call) { return PyRef::steal(new_list(link_of(call).streams(), from_stream)); }

PyRef snapshot_or_none(const Call& call, const SnapshotResult& result, Code absent) {
    if (const auto* snapshot = std::get_if<Snapshot>(&result))
        return PyRef::steal(from_snapshot(call.module, *snapshot));
    const Error& error = std::get<Error>(result);
    if (error.code != absent) raise_link_error(error);
    return PyRef::borrow(Py_None);
}

PyRef latest(const Call& call, std::string name) {
    LiveLink& link = link_of(call);
    std::optional<SnapshotResult> result;
    {
        Unlocked unlocked;  // a stream in shared memory is copied
        result = link.latest(name);
    }
    return snapshot_or_none(call, *result, Code::not_found);
}

// Waits only briefly: the package asks again, so Stop ends its loop.
PyRef wait(const Call& call, std::string name, std::uint64_t after, double seconds) {
    LiveLink& link = link_of(call);
    std::optional<SnapshotResult> result;
    {
        Unlocked unlocked;
        result = link.wait_for(name, after, std::chrono::milliseconds(static_cast<int>(seconds * 1e3)));
    }
    return snapshot_or_none(call, *result, Code::deadline);
}

void add_function(const Call& call, std::string name, console::Callable function) {
    link_of(call);  // refuses where no link is
    if (call.module.context.commands->find(name))
        throw std::invalid_argument("the program has the command " + bind::Literal(name).text() +
                                    "; choose another name");
    call.module.link_functions->add(std::move(name), std::move(function));
}

bool remove_function(const Call& call, std::string name) { return call.module.link_functions->remove(name); }

void report_progress(const Call& call, std::uint64_t request, std::optional<double> fraction, std::string text) {
    if (const auto open = call.module.link_functions->call(request)) open->progress(fraction, std::move(text));
}

bool is_cancelled(const Call& call, std::uint64_t request) {
    const auto open = call.module.link_functions->call(request);
    return !open || open->cancelled();
}

}  // namespace

void add_link_rows(bind::Module& rows) {
    rows.function<gil::partly>("link_listen", in_module(listen), "Begin to listen.", arg("addresses"), arg("evaluate"),
                               arg("events"));
    rows.function<gil::partly>("link_close", in_module(close), "End all connections.", arg("why"));
    rows.function<gil::partly>("link_serve", in_module(serve), "Wait until the link is closed.");
    rows.function<gil::partly>("link_end", in_module(end), "End all connections, because Python ends.");
    rows.function<gil::keeps>("link_state", in_module(state), "What the link serves.",
                              bind::returns("A dict: listening, evaluate, addresses, token_files."));
    rows.function<gil::keeps>("link_peers", in_module(peers), "Who is connected.", bind::returns("A list of dict."));
    rows.function<gil::keeps>("link_disconnect", in_module(disconnect), "End a connection.", arg("peer"), arg("why"),
                              bind::returns("False if it is not connected."));
    rows.function<gil::partly>("link_publish", in_module(publish), "Send an event to those who have subscribed.",
                               arg("event"), arg("value"), arg("arrays"), bind::returns("Their number."));
    rows.function<gil::keeps>("link_streams", in_module(streams), "The streams.", bind::returns("A list of dict."));
    rows.function<gil::partly>("link_latest", in_module(latest), "The newest frame of a stream.", arg("name"),
                               bind::returns("(kind, serial, frame, dropped, arrays, writer), or None."));
    rows.function<gil::partly>("link_wait", in_module(wait), "The next frame of a stream.", arg("name"), arg("after"),
                               arg("seconds").in_range(0.0, 1.0), bind::returns("As link_latest(); None: not yet."));
    rows.function<gil::keeps>("link_register", in_module(add_function), "Let peers call a function.", arg("name"),
                              arg("function"));
    rows.function<gil::keeps>("link_unregister", in_module(remove_function), "Forget a function.", arg("name"),
                              bind::returns("False if there is none."));
    rows.function<gil::keeps>("link_progress", in_module(report_progress), "Tell the caller how far its call has got.",
                              arg("request"), arg("fraction"), arg("text"));
    rows.function<gil::keeps>("link_cancelled", in_module(is_cancelled), "Whether the caller has cancelled its call.",
                              arg("request"));
}

}  // namespace gimbal::module
