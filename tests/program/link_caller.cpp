// A C++ program as a peer of the running gimbal: link_caller ADDRESS. Prints one line for each answer.
#include <atomic>
#include <iostream>
#include <mutex>
#include <thread>

#include "gimbal/console/link/client.h"

using namespace gimbal::console;
using namespace std::chrono_literals;

namespace {

std::mutex printing;  // events come on another thread

void print(const char* what, const link::Reply& reply) {
    std::lock_guard lock(printing);
    std::cout << what << " ";
    if (reply.error) std::cout << link::code_name(reply.error->code) << ": " << reply.error->message;
    else std::cout << reply.value.json();
    std::cout << std::endl;
}

int ask_everything(const std::string& address) {
    std::atomic<int> reports = 0, saves = 0;
    link::ClientOptions options{.address = address, .name = "C++", .connect_time = 120s};
    options.handlers.event = [&](const link::Event& event) {
        std::lock_guard lock(printing);
        std::cout << "event " << event.name << " " << event.value.json() << std::endl;
        ++saves;
    };
    link::Client client(std::move(options));
    print("add", client.call("object.add", {{"kind", "sphere"}, {"name", "ball"}}));
    print("move", client.call("object.set_location", {{"name", "ball"}, {"location", link::List{1, 2, 3}}}));
    print("wrong", client.call("mesh.smooth", {{"iterations", 0}}));
    print("registered", client.call("double", {{"x", 21}}));
    print("refused", client.evaluate("1 + 1"));
    print("subdivide", client.call("mesh.subdivide", {{"levels", 4}}));
    const auto call = client.start_call("mesh.smooth", {{"iterations", 1000}},
                                        {.progress = [&](const link::Progress&) { ++reports; }});
    while (reports == 0 && !call.ready()) std::this_thread::sleep_for(1ms);
    call.cancel();
    print("cancelled", call.wait());
    print("subscribe", client.subscribe({"saved"}));
    print("save", client.call("io.save", {{"path", "ball.stl"}}));
    while (saves == 0) std::this_thread::sleep_for(1ms);
    link::Mesh wave{.positions = {{0, 0, 1}, {1, 0, 1}, {0, 1, 1}}, .triangles = {{0, 1, 2}}};
    print("stream", client.send("wave", wave.arrays()));
    print("seen", client.call("height", {{"name", "wave"}}));
    const auto read = client.read("wave");
    print("read", read);
    if (read) std::cout << "height " << read.arrays.at("positions").as<float>()[2] << std::endl;
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::cerr << "link_caller ADDRESS" << std::endl;
        return 2;
    }
    try {
        return ask_everything(arguments[1]);
    } catch (const link::LinkError& error) {
        std::cerr << link::code_name(error.error().code) << ": " << error.what() << std::endl;
        return 1;
    }
}
