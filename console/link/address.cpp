#include "link/address.h"

#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>

#include "gimbal/console/base/private_files.h"

namespace gimbal::console::link::detail {

namespace {

bool is_name(const std::string& text) {
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return std::isalnum(c) || c == '-' || c == '_';
    });
}

Address local_address(std::string path) {
    if (const auto bad = std::find_if(path.begin(), path.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
        bad != path.end())
        throw LinkError(Code::bad_argument, "the address " + Value(path).json() + " holds a control character");
    if (path.size() >= sizeof(sockaddr_un::sun_path))
        throw LinkError(Code::bad_argument, "the path " + path + " has " + std::to_string(path.size()) +
                                                " bytes; a Unix socket can have 107. Use a shorter folder");
    return {.path = std::move(path)};
}

}  // namespace

std::string Address::text() const {
    if (transport == Transport::local) return path;
    return (six ? "[::1]:" : "127.0.0.1:") + std::to_string(port);
}

Address parse_address(const std::string& text, const std::string& folder) {
    if (text.starts_with('/')) return local_address(text);
    if (is_name(text)) return local_address(folder + "/" + text + ".socket");
    const std::size_t colon = text.rfind(':');
    std::uint16_t port = 0;
    const char* end = text.data() + text.size();
    const char* digits = colon == std::string::npos ? end : text.data() + colon + 1;
    const auto [rest, error] = std::from_chars(digits, end, port);
    if (digits == end || error != std::errc() || rest != end)
        throw LinkError(Code::bad_argument,
                        "the address `" + text +
                            "` is no name (letters, digits, - and _), no absolute path and not host:port with a port "
                            "from 0 to 65535, like 127.0.0.1:4040");
    const std::string host = text.substr(0, colon);
    if (host == "127.0.0.1" || host == "localhost") return {.transport = Transport::tcp, .port = port};
    if (host == "[::1]") return {.transport = Transport::tcp, .six = true, .port = port};
    const std::string number = std::to_string(port);
    throw LinkError(Code::not_local, "the address `" + text +
                                         "` is another machine, and the link is for this one only. "
                                         "Use SSH: `ssh -L " +
                                         number + ":127.0.0.1:" + number + " user@" + host +
                                         "`, then connect to 127.0.0.1:" + number);
}

std::string default_folder() {
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    if (runtime && *runtime == '/') return std::string(runtime) + "/gimbal-link";
    return "/tmp/gimbal-link-" + std::to_string(::getuid());
}

std::string folder_problem(const std::string& folder) {
    struct stat facts {};
    if (::lstat(folder.c_str(), &facts) != 0)
        return errno == ENOENT ? std::string() : std::string("cannot be read: ") + std::strerror(errno);
    if (!S_ISDIR(facts.st_mode)) return "is a link or no folder, so it may lead elsewhere";
    if (facts.st_uid != ::getuid()) return "belongs to another user";
    if ((facts.st_mode & 077) != 0)
        return "may be entered by other users; choose one that only you may enter (mode 0700)";
    return {};
}

void check_folder(const std::string& folder) {
    std::error_code error;
    make_private_folders(folder, error);
    const std::string problem = error ? "cannot be made: " + error.message() : folder_problem(folder);
    if (!problem.empty()) throw LinkError(Code::not_local, "the folder " + folder + " " + problem);
}

}  // namespace gimbal::console::link::detail
