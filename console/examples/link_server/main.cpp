// A server: link_server [ADDRESS]. It adds numbers, says which meshes come, and ends with its input.
#include <iostream>
#include <syncstream>

#include <gimbal/console/link/server.h>

using namespace gimbal::console;

int main(int count, char** words) try {
    link::ServerOptions options{.addresses = {count > 1 ? words[1] : "gimbal"}, .name = "example"};
    options.handlers.commands["add"] = [](link::Request& request) {
        return link::Reply(request.get<double>("a") + request.get<double>("b", 0.0));
    };
    options.handlers.connected = [](const link::PeerInfo& peer) {
        std::osyncstream(std::cout) << peer.name << " is here" << std::endl;
    };
    options.handlers.update = [](const link::Snapshot& frame) {
        std::osyncstream(std::cout) << frame.name << " " << frame.frame << ": "
                                    << frame.arrays.at("positions").shape()[0] << " vertices" << std::endl;
    };
    const link::Server server(options);
    std::osyncstream(std::cout) << "listens at " << server.addresses()[0] << std::endl;
    while (std::cin.get() != EOF) {}
} catch (const link::LinkError& error) {
    std::cerr << error.what() << "\n";
    return 1;
}
