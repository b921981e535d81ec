// The other end for tests in other processes and in Python:
//   link_peer serve FOLDER ADDRESS...    prints its addresses; serves until its input ends
//   link_peer client FOLDER ADDRESS      asks a server of test_pairs.py everything; prints one line for each answer
//   link_peer write FOLDER KIND          streams to the server named KIND or `test` until it is killed
#include <cstring>
#include <iostream>
#include <numeric>
#include <syncstream>
#include <thread>

#include "gimbal/console/link/client.h"
#include "gimbal/console/link/server.h"

using namespace gimbal::console;
using namespace std::chrono_literals;

namespace {

constexpr auto limit = 60s;

double sum(const link::Arrays& arrays) {
    double result = 0;
    for (const auto& [name, array] : arrays)
        for (const float number : array.as<float>()) result += number;
    return result;
}

int serve(const std::string& folder, const std::vector<std::string>& addresses) {
    link::Server* self = nullptr;
    link::ServerOptions options{.addresses = addresses, .name = "C++", .folder = folder, .events = {"saved"}};
    auto& commands = options.handlers.commands;
    commands["add"] = [](link::Request& r) { return link::Reply(r.get<double>("a") + r.get<double>("b", 0.0)); };
    commands["raise"] = [](link::Request&) -> link::Reply { throw std::runtime_error("no such luck"); };
    commands["echo"] = [](link::Request& r) { return link::Reply(r.arguments(), r.arrays()); };
    commands["until_cancelled"] = [](link::Request& r) -> link::Reply {
        r.progress(0.5, "half");
        while (!r.cancelled()) std::this_thread::sleep_for(1ms);
        return link::Error{link::Code::cancelled, "stopped at half"};
    };
    commands["publish"] = [&](link::Request& r) {
        return link::Reply(self->publish("saved", link::Object{{"path", r.get<std::string>("path")}}));
    };
    commands["ask_back"] = [](link::Request& r) { return r.peer().call("twice", {{"x", r.get<int>("x")}}); };
    commands["wait_sum"] = [&](link::Request& r) -> link::Reply {
        const auto result = self->streams().wait_for(r.get<std::string>("name"), r.get<std::uint64_t>("after", 0),
                                                     limit);
        if (const auto* error = std::get_if<link::Error>(&result)) return *error;
        const auto& got = std::get<link::Snapshot>(result);
        return link::Reply(link::Object{{"serial", got.serial}, {"frame", got.frame}, {"sum", sum(got.arrays)}});
    };
    options.handlers.event = [&](const link::Event& event) { self->publish("saved", event.value); };
    link::Server server(std::move(options));
    self = &server;
    for (const auto& address : server.addresses()) std::cout << address << std::endl;
    while (std::cin.get() != EOF) {}
    return 0;
}

void print(const char* what, const link::Reply& reply) {
    std::osyncstream out(std::cout);  // a handler prints on another thread
    out << what << " ";
    if (reply.error) out << link::code_name(reply.error->code) << ": " << reply.error->message;
    else out << reply.value.json() << (reply.arrays.empty() ? "" : " " + std::to_string(sum(reply.arrays)));
    out << std::endl;
}

int client(const std::string& folder, const std::string& address) {
    std::atomic<int> reports = 0, events = 0;
    link::ClientOptions options{.address = address, .name = "C++", .folder = folder, .connect_time = limit};
    options.handlers.commands["twice"] = [](link::Request& r) { return link::Reply(2 * r.get<int>("x")); };
    options.handlers.event = [&](const link::Event& event) {
        std::osyncstream(std::cout) << "event " << event.name << " " << event.value.json() << std::endl;
        ++events;
    };
    link::Client client(std::move(options));
    print("add", client.call("add", {{"a", 2}, {"b", 0.5}}));
    print("wrong", client.call("add", {{"a", "x"}}));
    print("unknown", client.call("nothing"));
    print("raise", client.call("fail"));
    const auto call = client.start_call("until_cancelled", {}, {.progress = [&](const link::Progress&) { ++reports; }});
    while (reports == 0) std::this_thread::sleep_for(1ms);
    call.cancel();
    print("cancelled", call.wait());
    print("late", client.call("until_cancelled", {}, {.timeout = 20ms}));
    const std::vector<float> z{1, 2, 3, 4};
    print("echo", client.call("echo", {{"k", "ü"}}, {.arrays = {{"z", link::Array::copy<float>(z, {2, 2})}}}));
    print("subscribe", client.subscribe({"saved"}));
    print("publish", client.call("publish", {{"path", "a.ply"}}));
    while (events == 0) std::this_thread::sleep_for(1ms);
    print("ask_back", client.call("ask_back", {{"x", 21}}));
    print("send", client.send("z", {{"z", link::Array::copy<float>(z, {4})}}, {.kind = link::StreamKind::array}));
    print("read", client.read("z"));
    for (const bool named : {false, true}) {
        const std::string name = named ? "named" : "shared";
        if (address.find(':') != std::string::npos && !named) continue;
        auto shared = client.share(name, {{"z", {link::Dtype::float32, {3, 2}}}}, {.named = named, .timeout = limit});
        if (const auto* error = std::get_if<link::Error>(&shared)) {
            print("share", *error);
            continue;
        }
        auto& writer = std::get<link::SharedWriter>(shared);
        for (int frame = 1; frame <= 3; ++frame) {
            writer.begin();
            for (float& number : writer.array<float>("z")) number = float(frame);
            writer.publish();
            print("wait_sum", client.call("wait_sum", {{"name", name}, {"after", frame - 1}}));
        }
    }
    return 0;
}

int write(const std::string& folder, const std::string& kind) {
    std::optional<link::Client> client;
    for (const std::string& address : {kind, std::string("test")}) {
        try {
            client.emplace(
                link::ClientOptions{.address = address, .name = "writer", .folder = folder, .connect_time = limit});
            break;
        } catch (const link::LinkError&) {}
    }
    if (!client) return 1;
    constexpr std::size_t count = 10'000;
    if (kind == "updates") {
        for (float frame = 1; client->connected(); ++frame) {
            client->update("z", {{"z", link::Array::take(std::vector<float>(count, frame))}},
                           {.kind = link::StreamKind::array});
            std::this_thread::sleep_for(1ms);
        }
        return 0;
    }
    auto shared = client->share("z", {{"z", {link::Dtype::float32, {count}}}},
                                {.named = kind == "named", .timeout = limit});
    auto* writer = std::get_if<link::SharedWriter>(&shared);
    if (!writer) return 1;
    for (float frame = 1; client->connected(); ++frame) {
        writer->begin();
        for (float& number : writer->array<float>("z")) number = frame;
        writer->publish();
        std::this_thread::sleep_for(1ms);
    }
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> words(arguments + 1, arguments + count);
    try {
        if (words.size() > 2 && words[0] == "serve") return serve(words[1], {words.begin() + 2, words.end()});
        if (words.size() == 3 && words[0] == "client") return client(words[1], words[2]);
        if (words.size() == 3 && words[0] == "write") return write(words[1], words[2]);
    } catch (const link::LinkError& error) {
        std::cerr << link::code_name(error.error().code) << ": " << error.what() << std::endl;
        return 1;
    }
    std::cerr << "link_peer serve FOLDER ADDRESS... | client FOLDER ADDRESS | write FOLDER KIND" << std::endl;
    return 2;
}
