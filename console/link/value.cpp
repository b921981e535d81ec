#include "gimbal/console/link/value.h"

#include <cmath>

#include <nlohmann/json.hpp>

#include "gimbal/console/link/error.h"

namespace gimbal::console::link {

const char* Value::type_name() const {
    constexpr const char* names[] = {"null", "bool", "integer", "number", "text", "list", "object"};
    return names[data_.index()];
}

const Value& Value::operator[](std::string_view key) const {
    static const Value null;
    const Object* entries = object();
    if (!entries) return null;
    const auto found = entries->find(key);
    return found == entries->end() ? null : found->second;
}

namespace {

nlohmann::json json_of(const Value& value) {
    if (const auto flag = value.to<bool>()) return *flag;
    if (const auto number = value.to<std::int64_t>()) return *number;
    if (const auto number = value.to<double>()) {
        if (std::isfinite(*number)) return *number;
        throw LinkError(Code::bad_argument,
                        "a message cannot hold " + std::to_string(*number) + "; send it in an array");
    }
    if (const auto* text = value.text()) return *text;
    if (const auto* list = value.list()) {
        auto result = nlohmann::json::array();
        for (const Value& entry : *list) result.push_back(json_of(entry));
        return result;
    }
    if (const auto* object = value.object()) {
        auto result = nlohmann::json::object();
        for (const auto& [key, entry] : *object) result[key] = json_of(entry);
        return result;
    }
    return nullptr;
}

}  // namespace

std::string Value::json() const {
    return json_of(*this).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace gimbal::console::link
