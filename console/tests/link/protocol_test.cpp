#include <fstream>
#include <sstream>

#include "link/wire/parse.h"
#include "link_fixture.h"

using namespace link_test;

namespace {

struct Part {
    char who;
    std::string bytes;
};

// The exchange at the end of docs/link.md.
std::vector<Part> documented_exchange() {
    std::ifstream page(GIMBAL_TEST_LINK_PAGE);
    std::vector<Part> parts;
    for (std::string line; std::getline(page, line);) {
        if (line.size() < 56 || (line[0] != '>' && line[0] != '<') || line.substr(6, 2) != "  ") continue;
        if (line.substr(2, 4) == "0000") parts.push_back({line[0], {}});
        std::istringstream digits(line.substr(8, 47));
        for (std::string byte; digits >> byte;)
            parts.back().bytes.push_back(static_cast<char>(std::stoi(byte, nullptr, 16)));
    }
    return parts;
}

Code refusal(std::string_view text) {
    try {
        link::detail::parse_object(text);
    } catch (const link::LinkError& error) { return error.error().code; }
    FAIL("accepted: ", text);
    return Code::failed;
}

}  // namespace

TEST_CASE_FIXTURE(Linked, "the exchange of docs/link.md, byte for byte") {
    const auto parts = documented_exchange();
    REQUIRE(parts.size() == 6);
    auto made = options();
    made.name = "adder";
    link::Server server(made);
    RawPeer client(socket());
    for (const auto& [who, bytes] : parts) {
        if (who == '>') {
            REQUIRE(client.send(bytes));
            continue;
        }
        std::string got(bytes.size(), '\0');
        std::size_t have = 0;
        REQUIRE(wait_until([&] {
            const ssize_t more = ::recv(client.descriptor(), got.data() + have, got.size() - have, MSG_DONTWAIT);
            if (more > 0) have += static_cast<std::size_t>(more);
            return have == got.size();
        }));
        CHECK(got == bytes);
    }
}

TEST_CASE("a header is an object of JSON with small numbers and bounded depth") {
    const Object parsed = link::detail::parse_object(R"({"a":[1,-2,0.5,true,null,"ü"],"b":{"c":9223372036854775807}})");
    CHECK(link::Value(parsed).json() == R"({"a":[1,-2,0.5,true,null,"ü"],"b":{"c":9223372036854775807}})");
    for (const char* text : {"", "[]", "1", "{", "{} x", R"({"a":NaN})", R"({"a":Infinity})", R"({"a":1e999})",
                             R"({"a":9223372036854775808})", R"({"a":99999999999999999999999})", "{\"a\":\"\xff\"}"})
        CHECK(refusal(text) == Code::bad_message);
    const std::string deep = "{\"a\":" + std::string(100'000, '[');
    CHECK(refusal(deep) == Code::bad_message);
    const auto nested = [](int depth) { return "{\"a\":" + std::string(depth, '[') + std::string(depth, ']') + "}"; };
    CHECK(refusal(nested(32)) == Code::bad_message);
    CHECK(link::detail::parse_object(nested(31)).size() == 1);
}
