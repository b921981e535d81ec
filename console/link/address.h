// Where an end listens, and the files of the user's folder that go with it.
#pragma once
#include <cstdint>
#include <string>

#include "gimbal/console/link/peer.h"

namespace gimbal::console::link::detail {

struct Address {
    Transport transport = Transport::local;
    std::string path;        // of a Unix socket
    bool six = false;        // TCP: [::1]
    std::uint16_t port = 0;  // TCP

    std::string text() const;  // "127.0.0.1:4040"
};

// Throws LinkError: bad_argument, not_local with the sentence how.
Address parse_address(const std::string& text, const std::string& folder);

std::string default_folder();
// Why the link does not use this folder, as the end of a sentence; empty: it does, or there is no such folder.
std::string folder_problem(const std::string& folder);
// Makes the folder if it is missing. Throws LinkError(not_local) unless it is a folder of this user, mode 0700.
void check_folder(const std::string& folder);

}  // namespace gimbal::console::link::detail
