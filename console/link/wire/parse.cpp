#include "link/wire/parse.h"

#include <vector>

#include <nlohmann/json.hpp>

#include "gimbal/console/base/utf8.h"

namespace gimbal::console::link::detail {

namespace {

[[noreturn]] void refuse(const std::string& why) { throw LinkError(Code::bad_message, "the header " + why); }

// Builds the value while the text is read, so that nothing deeper than most_nesting is ever built.
class Builder : public nlohmann::json_sax<nlohmann::json> {
public:
    Value take() { return std::move(root_); }

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return add(value); }
    bool number_unsigned(number_unsigned_t value) override {
        if (!std::in_range<std::int64_t>(value)) refuse("holds " + std::to_string(value) + ", which has over 63 bits");
        return add(static_cast<std::int64_t>(value));
    }
    bool number_float(number_float_t value, const string_t& text) override {
        if (text.find_first_of(".eE") == string_t::npos)
            refuse("holds " + text.substr(0, 40) + ", which has over 63 bits");
        return add(value);
    }
    bool string(string_t& value) override { return add(std::move(value)); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(Object()); }
    bool start_array(std::size_t) override { return open(List()); }
    bool key(string_t& value) override {
        keys_.back() = std::move(value);
        return true;
    }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override {
        refuse("is no JSON at byte " + std::to_string(position));
    }

private:
    bool add(Value value) {
        if (open_.empty()) root_ = std::move(value);
        else if (auto* list = std::get_if<List>(&open_.back())) list->push_back(std::move(value));
        else std::get<Object>(open_.back())[std::move(keys_.back())] = std::move(value);
        return true;
    }
    bool open(std::variant<List, Object> container) {
        if (open_.size() == most_nesting) refuse("is nested more than " + std::to_string(most_nesting) + " deep");
        open_.push_back(std::move(container));
        keys_.emplace_back();
        return true;
    }
    bool close() {
        auto done = std::move(open_.back());
        open_.pop_back();
        keys_.pop_back();
        return std::visit([this](auto& container) { return add(Value(std::move(container))); }, done);
    }

    Value root_;
    std::vector<std::variant<List, Object>> open_;
    std::vector<std::string> keys_;  // of each open container, the key that waits for its value
};

}  // namespace

Object parse_object(std::string_view text) {
    Builder builder;
    nlohmann::json::sax_parse(text, &builder);
    const Value value = builder.take();
    if (const Object* object = value.object()) return *object;
    refuse(std::string("is ") + value.type_name() + ", not an object");
}

Object error_header(const Error& error) {
    return {
        {"type", "error"}, {"code", code_name(error.code)}, {"message", shortened(error.message, longest_sentence)}};
}

std::string text_of(const Object& header, std::string_view key) {
    const auto found = header.find(key);
    const std::string* text = found == header.end() ? nullptr : found->second.text();
    const std::string name = "`" + std::string(key) + "` ";
    if (!text) throw LinkError(Code::bad_message, name + (found == header.end() ? "is missing" : "is not a text"));
    check_name(*text, name, Code::bad_message);
    return *text;
}

}  // namespace gimbal::console::link::detail
