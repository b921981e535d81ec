#include "link/secret.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "gimbal/console/base/private_files.h"
#include "gimbal/console/link/error.h"

namespace gimbal::console::link::detail {

namespace {
void start_sodium() {
    if (sodium_init() < 0) throw LinkError(Code::not_authenticated, "the system gives no random numbers");
}
constexpr std::size_t token_digits = 64;
}  // namespace

Secret random_secret() {
    start_sodium();
    Secret bytes;
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

std::string hex_of(const Secret& bytes) {
    std::string text(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
    text.pop_back();
    return text;
}

bool read_hex(std::string_view text, Secret& bytes) {
    std::size_t length = 0;
    return text.size() == token_digits &&
           sodium_hex2bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &length, nullptr) == 0 &&
           length == bytes.size();
}

std::string proof(const Secret& token, std::string_view role, const Secret& client, const Secret& server) {
    const std::string text = "gimbal-link " + std::string(role);
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, token.data(), token.size());
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    crypto_auth_hmacsha256_update(&state, client.data(), client.size());
    crypto_auth_hmacsha256_update(&state, server.data(), server.size());
    Secret result;
    crypto_auth_hmacsha256_final(&state, result.data());
    return hex_of(result);
}

bool same(std::string_view one, std::string_view other) {
    return one.size() == other.size() && sodium_memcmp(one.data(), other.data(), one.size()) == 0;
}

void write_token(const std::string& file, const Secret& token) {
    ::unlink(file.c_str());  // of a server that was killed
    const Descriptor opened(
        ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, private_file_mode));
    const std::string text = hex_of(token) + "\n";
    if (!opened || ::write(opened.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        throw LinkError(Code::not_authenticated, "the file " + file + " cannot be written");
}

Secret read_token(const std::string& file) {
    const auto refuse = [&](const std::string& why) {
        throw LinkError(Code::not_authenticated, "the token file " + file + " " + why);
    };
    std::error_code error;
    constexpr std::size_t most = token_digits + 2;
    struct stat facts {};
    if (::stat(file.c_str(), &facts) == 0) {
        if (facts.st_uid != ::getuid()) refuse("belongs to another user");
        if ((facts.st_mode & 077) != 0) refuse("may be read by other users; `chmod 600` it");
    }
    std::string text = read_regular_file(file, most, error);
    if (error) refuse(read_problem(error, most));
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    Secret token;
    start_sodium();
    if (!read_hex(text, token)) refuse("does not hold 64 hexadecimal digits");
    sodium_memzero(text.data(), text.size());
    return token;
}

}  // namespace gimbal::console::link::detail
