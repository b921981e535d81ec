// The token of a TCP server, and the proofs that both ends know it.
#pragma once
#include <array>
#include <string>
#include <string_view>

namespace gimbal::console::link::detail {

using Secret = std::array<unsigned char, 32>;

Secret random_secret();
std::string hex_of(const Secret& bytes);
bool read_hex(std::string_view text, Secret& bytes);  // false: not 64 hexadecimal digits

// HMAC-SHA256 over "gimbal-link ROLE" and both nonces. `role`: "client" or "server".
std::string proof(const Secret& token, std::string_view role, const Secret& client, const Secret& server);
bool same(std::string_view one, std::string_view other);  // in constant time

void write_token(const std::string& file, const Secret& token);  // throws LinkError
Secret read_token(const std::string& file);                      // throws LinkError(not_authenticated)

}  // namespace gimbal::console::link::detail
