#include <fcntl.h>
#include <sys/stat.h>

#include <fstream>

#include "link/address.h"
#include "link/secret.h"
#include "link_fixture.h"

using namespace link_test;

namespace {
unsigned mode_of(const std::string& path) {
    struct stat facts {};
    REQUIRE(::lstat(path.c_str(), &facts) == 0);
    return facts.st_mode & 0777;
}
template <class F>
Code refusal(F&& function) {
    try {
        function();
    } catch (const link::LinkError& error) { return error.error().code; }
    FAIL("it was not refused");
    return Code::failed;
}
// What a server that was killed leaves.
void leave_socket(const std::string& path) {
    const int left = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = unix_address(path);
    REQUIRE(::bind(left, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    ::close(left);
}

}  // namespace

TEST_CASE_FIXTURE(Linked, "files are 0600, the folder is 0700, and nothing is left at the end") {
    const std::string folder = path + "/run/link";
    {
        auto made = options();
        made.folder = folder;
        made.addresses = {"test", "127.0.0.1:0"};
        link::Server server(made);
        CHECK(mode_of(folder) == 0700);
        CHECK(mode_of(folder + "/test.socket") == 0600);
        REQUIRE(server.token_files().size() == 1);
        CHECK(mode_of(server.token_files()[0]) == 0600);
        CHECK(std::filesystem::file_size(server.token_files()[0]) == 65);
    }
    CHECK(std::filesystem::is_empty(folder));
}

TEST_CASE_FIXTURE(Linked, "by TCP both ends prove that they know the token") {
    auto made = options();
    made.addresses = {"127.0.0.1:0"};
    link::Server server(made);
    const std::string address = server.addresses()[0];
    CHECK(link::Client(client(address)).call("add", {{"a", 1}}).value == link::Value(1.0));

    auto with_another = client(address);
    with_another.token_file = path + "/another.token";
    link::detail::write_token(with_another.token_file, link::detail::random_secret());
    CHECK(refusal([&] { link::Client{with_another}; }) == Code::not_authenticated);

    REQUIRE(::chmod(server.token_files()[0].c_str(), 0644) == 0);
    CHECK(refusal([&] { link::Client{client(address)}; }) == Code::not_authenticated);
    ::unlink(server.token_files()[0].c_str());
    CHECK(refusal([&] { link::Client{client(address)}; }) == Code::not_authenticated);
    CHECK(server.peers().empty());
}

TEST_CASE_FIXTURE(Linked, "folders that others may enter, and links, are refused") {
    const std::string open = path + "/open", real = path + "/real", linked = path + "/linked";
    REQUIRE(::mkdir(open.c_str(), 0755) == 0);
    REQUIRE(::chmod(open.c_str(), 0755) == 0);
    REQUIRE(::mkdir(real.c_str(), 0700) == 0);
    REQUIRE(::symlink(real.c_str(), linked.c_str()) == 0);
    for (const std::string& folder : {open, linked}) {
        auto made = options();
        made.folder = folder;
        CHECK(refusal([&] { link::Server{made}; }) == Code::not_local);
    }
}

TEST_CASE_FIXTURE(Linked, "a client in a folder that servers refuse is told so, and not only that nobody listens") {
    const std::string open = path + "/open", real = path + "/real", linked = path + "/linked";
    REQUIRE(::mkdir(open.c_str(), 0755) == 0);
    REQUIRE(::chmod(open.c_str(), 0755) == 0);
    REQUIRE(::mkdir(real.c_str(), 0700) == 0);
    REQUIRE(::symlink(real.c_str(), linked.c_str()) == 0);
    const auto sentence_of = [&](const std::string& folder, const std::string& address) {
        auto made = client(address);
        made.folder = folder;
        try {
            link::Client client(made);
        } catch (const link::LinkError& error) { return std::string(error.what()); }
        FAIL("it was not refused");
        return std::string();
    };
    const std::string others = "a server refuses the folder " + open + ", which may be entered by other users";
    CHECK(sentence_of(open, "test").find(others) != std::string::npos);
    CHECK(sentence_of(path, open + "/test.socket").find(others) != std::string::npos);
    CHECK(sentence_of(linked, "test").find("the folder " + linked + ", which is a link") != std::string::npos);
    CHECK(sentence_of("/proc", "test").find("refuses the folder /proc, which may be entered") != std::string::npos);
    CHECK(sentence_of(real, "test").find("start the server first") != std::string::npos);
    CHECK(sentence_of(path + "/missing", "test").find("start the server first") != std::string::npos);
    if (::getuid() == 0) {
        REQUIRE(::chown(real.c_str(), 65534, 65534) == 0);
        CHECK(sentence_of(real, "test").find("which belongs to another user") != std::string::npos);
    }
    auto made = options();
    made.addresses = {"127.0.0.1:0"};
    link::Server server(made);
    CHECK(sentence_of(open, server.addresses()[0]).find(others) != std::string::npos);  // it has no token
}

TEST_CASE("another machine is refused with the sentence how") {
    for (const char* address : {"0.0.0.0:4040", "192.168.1.2:4040", "example.org:4040", "[::]:4040"}) {
        try {
            link::detail::parse_address(address, "/tmp");
            FAIL(address);
        } catch (const link::LinkError& error) {
            CHECK(error.error().code == Code::not_local);
            CHECK(error.error().message.find("ssh -L 4040:127.0.0.1:4040 user@") != std::string::npos);
        }
    }
    for (const char* address : {"", "a/b", "localhost", "localhost:", "localhost:99999", "127.0.0.1:-1", "a b"}) {
        CAPTURE(address);
        if (std::string(address) == "localhost") continue;  // a name, too
        CHECK(refusal([&] { link::detail::parse_address(address, "/tmp"); }) == Code::bad_argument);
    }
    CHECK(refusal([] { link::detail::parse_address("/" + std::string(200, 'x'), "/tmp"); }) == Code::bad_argument);
}

TEST_CASE_FIXTURE(Linked, "a name is taken while its server lives, and free when it was killed") {
    {
        link::Server server(options());
        CHECK(refusal([&] { link::Server{options()}; }) == Code::in_use);
    }
    leave_socket(socket());
    std::ofstream(socket() + ".lock");
    link::Server server(options());
    CHECK(link::Client(client()).connected());
    CHECK(refusal([&] { link::Client{client("nobody")}; }) == Code::not_connected);
}

TEST_CASE_FIXTURE(Linked, "what an end does not grant is refused") {
    auto made = options();
    made.permissions = {.call = false, .events = false, .push = false, .update = false, .read = false, .share = false};
    link::Server server(made);
    std::atomic<int> refused = 0;
    auto asked = client();
    asked.handlers.refused = [&](const link::Error& error) {
        CHECK(error.code == Code::not_permitted);
        ++refused;
    };
    link::Client client(asked);
    CHECK(code(client.call("add", {{"a", 1}})) == Code::not_permitted);
    CHECK(code(client.evaluate("1")) == Code::not_permitted);
    CHECK(code(client.subscribe({"saved"})) == Code::not_permitted);
    CHECK(code(client.read("z")) == Code::not_permitted);
    CHECK(code(client.send("z", {{"z", numbers({1})}}, {.kind = link::StreamKind::array})) == Code::not_permitted);
    const auto shared = client.share("z", {{"z", {link::Dtype::float32, {4}}}}, {.timeout = deadline});
    REQUIRE(std::holds_alternative<link::Error>(shared));
    CHECK(std::get<link::Error>(shared).code == Code::not_permitted);
    client.push_event("hello");
    CHECK(wait_until([&] { return refused == 1; }));
}
