// Measures the live link between two processes, beside bare sockets in the same run: a call of 64 bytes, calls of 16
// clients at once, an array of 100 MB, and how long shared memory takes to appear.
// usage: link_bench [ROUNDS]                         prints Markdown tables
//        link_bench stream ADDRESS VERTICES SECONDS  updates a mesh 60 times a second; prints what was sent
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/link/client.h"
#include "gimbal/console/link/server.h"

using namespace gimbal::console;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t message_bytes = 64;
constexpr std::size_t large_bytes = 100'000'000;
constexpr auto limit = 60s;
const link::UpdateOptions as_array{.kind = link::StreamKind::array};

struct Spread {
    std::vector<double> values;
    void add(double value) { values.push_back(value); }
    double at(double part) {
        std::sort(values.begin(), values.end());
        return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
    }
};

double now_seconds() { return std::chrono::duration<double>(Clock::now().time_since_epoch()).count(); }

// --- Bare sockets.

class Socket {
public:
    explicit Socket(int number) : number_(number) {}
    Socket(Socket&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    ~Socket() {
        if (number_ >= 0) ::close(number_);
    }
    int number() const { return number_; }
    void write_all(const void* data, std::size_t bytes) const {
        for (auto from = static_cast<const char*>(data); bytes > 0;) {
            const ssize_t written = ::send(number_, from, bytes, MSG_NOSIGNAL);
            if (written <= 0) throw std::runtime_error("the other end of a bare socket is gone");
            from += written;
            bytes -= static_cast<std::size_t>(written);
        }
    }
    bool read_all(void* data, std::size_t bytes) const {
        for (auto into = static_cast<char*>(data); bytes > 0;) {
            const ssize_t got = ::recv(number_, into, bytes, 0);
            if (got <= 0) return false;
            into += got;
            bytes -= static_cast<std::size_t>(got);
        }
        return true;
    }

private:
    int number_;
};

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}
sockaddr_un unix_address(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    return address;
}

// Each message begins with its length. One of 64 bytes comes back; a longer one goes to new memory, as an array of the
// link does, and is answered by a byte.
void serve_bare(Socket client) {
    std::uint64_t bytes = 0;
    char message[message_bytes];
    while (client.read_all(&bytes, sizeof bytes)) {
        if (bytes == message_bytes) {
            if (!client.read_all(message, sizeof message)) return;
            client.write_all(message, sizeof message);
            continue;
        }
        const std::unique_ptr<char[]> memory(new char[bytes]);
        if (!client.read_all(memory.get(), bytes)) return;
        client.write_all(message, 1);
    }
}

void accept_bare(int listener, bool is_tcp) {
    for (;;) {
        const int number = ::accept(listener, nullptr, nullptr);
        if (number < 0) return;
        const int on = 1;
        if (is_tcp) ::setsockopt(number, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        std::thread([client = Socket(number)]() mutable {
            try {
                serve_bare(std::move(client));
            } catch (const std::exception&) {}
        }).detach();
    }
}

class Bare {
public:
    Bare(const std::string& folder, std::uint16_t port)
        : socket_(::socket(port ? AF_INET : AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const auto tcp = loopback(port);
        const auto local = unix_address(folder + "/bare");
        const int connected = port ? ::connect(socket_.number(), reinterpret_cast<const sockaddr*>(&tcp), sizeof tcp)
                                   : ::connect(socket_.number(), reinterpret_cast<const sockaddr*>(&local),
                                               sizeof local);
        if (connected != 0) throw std::runtime_error("a bare socket does not connect");
        const int on = 1;
        if (port) ::setsockopt(socket_.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    void call() {
        char message[sizeof(std::uint64_t) + message_bytes] = {};
        std::memcpy(message, &message_bytes, sizeof message_bytes);
        socket_.write_all(message, sizeof message);
        if (!socket_.read_all(message, message_bytes)) throw std::runtime_error("no answer");
    }
    void send(const std::vector<float>& numbers) {
        const std::uint64_t bytes = numbers.size() * sizeof(float);
        socket_.write_all(&bytes, sizeof bytes);
        socket_.write_all(numbers.data(), bytes);
        char answer;
        if (!socket_.read_all(&answer, 1)) throw std::runtime_error("no answer");
    }

private:
    Socket socket_;
};

// --- The other process.

// Sums an array where it lies, and says when it was there and how fast it was read.
link::Reply appear(const link::Streams& streams, const link::Request& request) {
    const auto result = streams.wait_for_view("shared", request.get<std::uint64_t>("after"), limit);
    const double there = now_seconds();
    if (const auto* error = std::get_if<link::Error>(&result)) return *error;
    const auto& view = std::get<link::SharedView>(result);
    const auto numbers = view.arrays().at("z").as<float>();
    const auto sum_of = [](std::span<const float> summed) {
        const auto began = Clock::now();
        volatile float sum = 0;
        sum = std::reduce(summed.begin(), summed.end());
        return static_cast<double>(summed.size_bytes()) / seconds_since(began) / 1e9;
    };
    const std::vector<float> own(numbers.begin(), numbers.end());  // reads the shared pages a first time
    return link::Reply(link::Object{{"there", there}, {"shared", sum_of(numbers)}, {"own", sum_of(own)}});
}

[[noreturn]] void serve(const std::string& folder, int ready, int until) {
    const int local = ::socket(AF_UNIX, SOCK_STREAM, 0), tcp = ::socket(AF_INET, SOCK_STREAM, 0);
    const auto path = unix_address(folder + "/bare");
    auto any_port = loopback(0);
    socklen_t size = sizeof any_port;
    ::bind(local, reinterpret_cast<const sockaddr*>(&path), sizeof path);
    ::bind(tcp, reinterpret_cast<const sockaddr*>(&any_port), sizeof any_port);
    ::getsockname(tcp, reinterpret_cast<sockaddr*>(&any_port), &size);
    ::listen(local, 64);
    ::listen(tcp, 64);
    std::thread(accept_bare, local, false).detach();
    std::thread(accept_bare, tcp, true).detach();

    link::Server* self = nullptr;
    link::ServerOptions options{.addresses = {"bench", "127.0.0.1:0"}, .folder = folder};
    options.limits.frames_per_second = 10'000'000;
    options.handlers.commands["echo"] = [](link::Request& request) {
        return link::Reply(request.arguments().at("text"));
    };
    options.handlers.commands["appear"] = [&](link::Request& request) { return appear(self->streams(), request); };
    options.handlers.commands["last_serial"] = [&](link::Request&) {
        return link::Reply(self->streams().info("shared").value_or(link::StreamInfo{}).serial);
    };
    link::Server server(options);
    self = &server;
    const std::string words = std::to_string(ntohs(any_port.sin_port)) + " " + server.addresses()[1] + "\n";
    if (::write(ready, words.data(), words.size()) < 0) ::_exit(1);
    char end;
    while (::read(until, &end, 1) > 0) {}
    server.close();
    ::_exit(0);
}

class Other {
public:
    Other() {
        char name[] = "/tmp/gimbal-link-bench-XXXXXX";
        folder = ::mkdtemp(name);
        int ready[2], until[2];
        if (::pipe(ready) != 0 || ::pipe(until) != 0) throw std::runtime_error("no pipe");
        process_ = ::fork();
        if (process_ == 0) {
            ::close(until[1]);
            serve(folder, ready[1], until[0]);
        }
        ::close(ready[1]);
        ::close(until[0]);
        until_ = until[1];
        FILE* words = ::fdopen(ready[0], "r");
        char address[100];
        if (!words || std::fscanf(words, "%hu %99s", &bare_port, address) != 2) throw std::runtime_error("no server");
        std::fclose(words);
        tcp_address = address;
    }
    ~Other() {
        ::close(until_);
        ::waitpid(process_, nullptr, 0);
        std::filesystem::remove_all(folder);
    }
    link::Client client(const std::string& address) const {
        return link::Client({.address = address, .folder = folder});
    }

    std::string folder, tcp_address;
    std::uint16_t bare_port = 0;

private:
    pid_t process_;
    int until_;
};

void call(const link::Peer& peer, const std::string& text) {
    const auto reply = peer.call("echo", {{"text", text}});
    if (reply.error) throw std::runtime_error(reply.error->message);
}

// --- Rows.

void calls(const Other& other, int rounds) {
    Bare bare_local(other.folder, 0), bare_tcp(other.folder, other.bare_port);
    const link::Client local = other.client("bench"), tcp = other.client(other.tcp_address);
    const std::string text(message_bytes, 'x');
    const std::pair<const char*, std::function<void()>> rows[] = {
        {"floor: bare Unix socket", [&] { bare_local.call(); }},
        {"the link by a Unix socket", [&] { call(local, text); }},
        {"floor: bare TCP", [&] { bare_tcp.call(); }},
        {"the link by TCP", [&] { call(tcp, text); }},
    };
    Spread spreads[4];
    for (int round = 0; round < rounds; ++round)
        for (int i = 0; i < 4; ++i) {  // they take turns
            const auto began = Clock::now();
            rows[i].second();
            spreads[i].add(seconds_since(began) * 1e6);
        }
    std::printf("| 64 bytes there and back, %d times | median | 99 %% | median ÷ floor |\n| --- | --- | --- | --- |\n",
                rounds);
    for (int i = 0; i < 4; ++i)
        std::printf("| %s | %.1f µs | %.1f µs | %.2f |\n", rows[i].first, spreads[i].at(0.5), spreads[i].at(0.99),
                    spreads[i].at(0.5) / spreads[i - i % 2].at(0.5));
    std::printf("\n");
}

template <class Client, class Call>
double calls_per_second(std::vector<Client>& clients, const Call& one) {
    std::atomic<bool> go = false, over = false;
    std::atomic<std::uint64_t> count = 0;
    std::vector<std::thread> threads;
    for (auto& client : clients)
        threads.emplace_back([&] {
            while (!go) std::this_thread::yield();
            while (!over) {
                one(client);
                ++count;
            }
        });
    const auto began = Clock::now();
    go = true;
    std::this_thread::sleep_for(1s);
    over = true;
    for (auto& thread : threads) thread.join();
    return static_cast<double>(count) / seconds_since(began);
}

void many_clients(const Other& other) {
    constexpr int count = 16, rounds = 5;
    const std::string text(message_bytes, 'x');
    std::vector<Bare> bare;
    std::vector<link::Client> clients;
    for (int i = 0; i < count; ++i) {
        bare.emplace_back(other.folder, 0);
        clients.push_back(other.client("bench"));
    }
    Spread bare_spread, link_spread;
    for (int round = 0; round < rounds; ++round) {
        bare_spread.add(calls_per_second(bare, [](Bare& client) { client.call(); }));
        link_spread.add(calls_per_second(clients, [&](link::Client& client) { call(client, text); }));
    }
    std::printf("| 16 clients call at once, %d rounds of 1 s | calls a second, median | least | most |\n"
                "| --- | --- | --- | --- |\n",
                rounds);
    for (auto& [name, spread] : {std::pair{"floor: bare Unix sockets, a thread for each", &bare_spread},
                                 std::pair{"the link by Unix sockets", &link_spread}})
        std::printf("| %s | %.0f | %.0f | %.0f |\n", name, spread->at(0.5), spread->at(0), spread->at(1));
    std::printf("\n");
}

void large(const Other& other) {
    constexpr int rounds = 15;
    const std::vector<float> numbers(large_bytes / sizeof(float), 1.0f);
    const auto array = link::Array::take(numbers);
    Bare bare_local(other.folder, 0), bare_tcp(other.folder, other.bare_port);
    const link::Client local = other.client("bench"), tcp = other.client(other.tcp_address);
    const auto send = [&](const link::Client& client, const char* name) {
        const auto reply = client.send(name, {{"z", array}}, as_array);
        if (reply.error) throw std::runtime_error(reply.error->message);
    };
    const std::pair<const char*, std::function<void()>> rows[] = {
        {"floor: bare Unix socket, into new memory", [&] { bare_local.send(numbers); }},
        {"the link by a Unix socket", [&] { send(local, "local"); }},
        {"floor: bare TCP, into new memory", [&] { bare_tcp.send(numbers); }},
        {"the link by TCP", [&] { send(tcp, "tcp"); }},
    };
    Spread spreads[4];
    for (int round = 0; round < rounds; ++round)
        for (int i = 0; i < 4; ++i) {
            const auto began = Clock::now();
            rows[i].second();
            spreads[i].add(static_cast<double>(large_bytes) / seconds_since(began) / 1e9);
        }
    std::printf("| an array of 100 MB, sent and answered, %d times | median | least | most | median ÷ floor |\n"
                "| --- | --- | --- | --- | --- |\n",
                rounds);
    for (int i = 0; i < 4; ++i)
        std::printf("| %s | %.2f GB/s | %.2f | %.2f | %.2f |\n", rows[i].first, spreads[i].at(0.5), spreads[i].at(0),
                    spreads[i].at(1), spreads[i].at(0.5) / spreads[i - i % 2].at(0.5));
    std::printf("\n");
}

void shared_memory(const Other& other) {
    constexpr int rounds = 20;
    std::printf("| shared memory, %d frames | to appear, median | longest | summed where it is | in own memory |\n"
                "| --- | --- | --- | --- | --- |\n",
                rounds);
    for (const std::size_t bytes : {std::size_t(1'000'000), large_bytes, std::size_t(1'000'000'000)}) {
        const link::Client client = other.client("bench");
        auto shared = client.share("shared", {{"z", {link::Dtype::float32, {bytes / sizeof(float)}}}},
                                   {.kind = link::StreamKind::array, .slots = 2});
        if (const auto* error = std::get_if<link::Error>(&shared)) throw std::runtime_error(error->message);
        auto& writer = std::get<link::SharedWriter>(shared);
        Spread appears, reads, own;
        std::uint64_t serial = client.call("last_serial").value.to<std::uint64_t>().value_or(0);
        for (int round = 0; round < rounds; ++round) {
            writer.begin();
            const auto numbers = writer.array<float>("z");
            std::fill(numbers.begin(), numbers.end(), static_cast<float>(round));
            const auto waiting = client.start_call("appear", {{"after", serial++}});
            std::this_thread::sleep_for(5ms);  // until it waits
            const double published = now_seconds();
            writer.publish();
            const auto reply = waiting.wait();
            if (reply.error) throw std::runtime_error(reply.error->message);
            appears.add((reply.value["there"].to<double>().value() - published) * 1e6);
            reads.add(reply.value["shared"].to<double>().value());
            own.add(reply.value["own"].to<double>().value());
        }
        std::printf("| %zu MB | %.0f µs | %.0f µs | %.1f GB/s | %.1f GB/s |\n", bytes / 1'000'000, appears.at(0.5),
                    appears.at(1), reads.at(0.5), own.at(0.5));
    }
}

// --- The stream for the rows of the window.

int stream(const std::string& address, std::size_t vertices, double seconds) {
    const auto side = static_cast<std::int32_t>(std::sqrt(static_cast<double>(vertices)));
    link::Mesh mesh{.positions = std::vector<std::array<float, 3>>(static_cast<std::size_t>(side) * side)};
    for (std::int32_t i = 0; i + 1 < side; ++i)
        for (std::int32_t k = i * side; k + 1 < (i + 1) * side; ++k) {
            mesh.triangles.push_back({k, k + 1, k + side});
            mesh.triangles.push_back({k + 1, k + side + 1, k + side});
        }
    std::vector<float> z(side);
    for (std::int32_t i = 0; i < side; ++i)
        for (std::int32_t k = 0; k < side; ++k)
            mesh.positions[static_cast<std::size_t>(i) * side + k] = {0.01f * static_cast<float>(k),
                                                                      0.01f * static_cast<float>(i), 0};
    const link::Client client({.address = address, .name = "stream"});
    if (const auto reply = client.send("stream", mesh.arrays()); reply.error)
        throw std::runtime_error(reply.error->message);
    const std::size_t count = mesh.positions.size();
    auto shared = client.share("stream", {{"positions", {link::Dtype::float32, {count, 3}}}},
                               {.kind = link::StreamKind::positions});
    if (const auto* error = std::get_if<link::Error>(&shared)) throw std::runtime_error(error->message);
    auto& writer = std::get<link::SharedWriter>(shared);
    const auto began = Clock::now();
    auto next = began;
    std::uint64_t frames = 0, late = 0;
    while (seconds_since(began) < seconds && client.connected()) {
        writer.begin();
        const auto positions = writer.array<float>("positions");
        const auto t = static_cast<float>(seconds_since(began));
        for (std::int32_t i = 0; i < side; ++i) z[i] = 0.3f * std::sin(0.02f * static_cast<float>(i) + 3 * t);
        float* out = positions.data();
        for (std::int32_t i = 0; i < side; ++i)
            for (std::int32_t k = 0; k < side; ++k, out += 3) {
                out[0] = 0.01f * static_cast<float>(k);
                out[1] = 0.01f * static_cast<float>(i);
                out[2] = z[i];
            }
        if (!writer.publish()) break;
        ++frames;
        next += std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1.0 / 60));
        if (Clock::now() > next) {
            ++late;
            next = Clock::now();
        }
        std::this_thread::sleep_until(next);
    }
    std::printf("{\"frames\": %llu, \"late\": %llu, \"seconds\": %.2f}\n", static_cast<unsigned long long>(frames),
                static_cast<unsigned long long>(late), seconds_since(began));
    return 0;
}

}  // namespace

int main(int count, char** words) try {
    if (count == 5 && std::string_view(words[1]) == "stream")
        return stream(words[2], std::strtoull(words[3], nullptr, 10), std::strtod(words[4], nullptr));
    const Other other;
    calls(other, count > 1 ? std::atoi(words[1]) : 20'000);
    many_clients(other);
    large(other);
    shared_memory(other);
} catch (const std::exception& error) {
    std::fprintf(stderr, "link_bench: %s\n", error.what());
    return 1;
}
