// The text of a .pyi file, from the rows.
#include "gimbal/console/python/bind/module.h"

#include <array>

#include "engine/bind/module_table.h"

namespace gimbal::console::bind {

namespace detail {

namespace {
std::string margin(std::size_t indent) { return std::string(indent, ' '); }

// The type of a parameter whose text has choices is those.
std::string type_of(const Parameter& parameter) {
    const auto& choices = parameter.arg.choices();
    std::string text = parameter.type(Use::parameter);
    if (choices.empty()) return text;
    const bool or_none = text.ends_with(" | None");
    text = "Literal[";
    for (std::size_t i = 0; i < choices.size(); ++i) text += (i ? ", " : "") + Literal(choices[i]).text();
    return text + (or_none ? "] | None" : "]");
}

std::string body(const std::string& doc, std::size_t indent) {
    return doc.empty() ? " ...\n" : "\n" + margin(indent) + quoted(doc, indent) + "\n";
}

std::string stub_of(const Property& property, std::size_t indent) {
    const std::string begin = margin(indent), type = property.getter->signature().result(Use::result);
    std::string text = begin + "@property\n" + begin + "def " + property.name + "(self) -> " + type + ":" +
                       body(property.text, indent + 4);
    if (!property.setter) return text;
    const Parameter& value = property.setter->signature().parameters[0];
    return text + begin + "@" + property.name + ".setter\n" + begin + "def " + property.name +
           "(self, value: " + type_of(value) + ") -> None: ...\n";
}
}  // namespace

std::string quoted(std::string_view text, std::size_t indent) {
    std::string made = "\"\"\"";
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\') made += "\\\\";
        else if (text[i] == '"') made += "\\\"";
        else if (text[i] == '\n') made += i + 1 < text.size() && text[i + 1] != '\n' ? "\n" + margin(indent) : "\n";
        else made += text[i];
    }
    return made + "\"\"\"";
}

std::string stub_signature(const Signature& signature) {
    std::string text = signature.has_self || !signature.result ? "(self" : "(";
    const auto add = [&](const std::string& part) { text += (text.ends_with('(') ? "" : ", ") + part; };
    for (std::size_t i = 0; i < signature.parameters.size(); ++i) {
        const Parameter& parameter = signature.parameters[i];
        if (i == signature.positional) add("*");
        add(parameter.arg.name() + ": " + type_of(parameter) +
            (parameter.arg.by_default() ? " = " + parameter.arg.by_default()->text() : ""));
        if (i + 1 == signature.positional_only) add("/");
    }
    return text + ") -> " + (signature.result ? signature.result(Use::result) : "None");
}

std::string stub_of(const Row& row, const std::string& name, std::size_t indent) {
    return margin(indent) + "def " + name + stub_signature(row.signature()) + ":" +
           body(docstring(row.signature()), indent + 4);
}

std::string TypeRow::stub() const {
    std::string text = "class " + name_ + ":\n    " + quoted(doc_, 4) + "\n";
    if (constructor_) {
        Signature signature = constructor_->signature();
        signature.result = nullptr;
        text += "    def __init__" + stub_signature(signature) + ":" + body(docstring(signature), 8);
    }
    for (const auto& property : properties_) text += stub_of(*property, 4);
    for (const auto* rows : {&methods_, &special_methods_})
        for (const auto& row : *rows) text += stub_of(*row, row->name(), 4);
    return text;
}

}  // namespace detail

namespace {
// Imports only what the text uses.
std::string imports_of(const std::string& text) {
    struct Name {
        const char *name, *module;
    };
    constexpr std::array<Name, 6> names{{{"Callable", "collections.abc"},
                                         {"Collection", "collections.abc"},
                                         {"Any", "typing"},
                                         {"Final", "typing"},
                                         {"Literal", "typing"},
                                         {"Buffer", "typing_extensions"}}};
    const auto uses = [&](const std::string& name) {
        for (const char* before : {": ", "[", ", ", "> "})
            if (text.find(before + name) != std::string::npos) return true;
        return false;
    };
    std::string made = uses("str | os.") ? "import os\n" : "";
    const char* open = "";
    for (const auto& [name, module] : names) {
        if (!uses(name)) continue;
        if (std::string_view(open) == module) made.insert(made.size() - 1, std::string(", ") + name);
        else made += std::string("from ") + module + " import " + name + "\n";
        open = module;
    }
    return made.empty() ? made : made + "\n";
}
}  // namespace

std::string Module::stub() const {
    std::string text;
    for (const detail::Constant& constant : table_->constants) {
        text += constant.name + ": Final[" + constant.type(detail::Use::result) + "]\n";
        if (!constant.doc.empty()) text += detail::quoted(constant.doc, 0) + "\n";
    }
    for (const auto& row : table_->exceptions)
        text += "\nclass " + row->name + "(" + row->base +
                "):" + (row->doc.empty() ? " ...\n" : "\n    " + detail::quoted(row->doc, 4) + "\n");
    for (const auto& row : table_->types) text += "\n" + row->stub();
    for (const auto& row : table_->functions) text += "\n" + detail::stub_of(*row, row->name(), 0);
    return detail::quoted(table_->doc, 0) + "\n" + imports_of(text) + text;
}

}  // namespace gimbal::console::bind
