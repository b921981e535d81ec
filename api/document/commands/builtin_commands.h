// The commands every program has, by topic, and how their values are written in Python.
#pragma once
#include <string>
#include <vector>

#include "api/document/commands/commands.h"

namespace gimbal::document {

void add_object_commands(std::vector<Command>& commands);
void add_mesh_commands(std::vector<Command>& commands);
void add_scene_commands(std::vector<Command>& commands);  // scene, view, edit, io

std::string python_literal(const Value& value);

// Parameters, shortly. A required string has no default; a required other value has one for its type only.
Parameter required_text(std::string name, std::string doc);
Parameter required_value(std::string name, std::string doc, Value of_type, std::string unit = "");
Parameter optional_value(std::string name, std::string doc, Value default_value, std::string unit = "",
                         std::optional<double> low = {}, std::optional<double> high = {});

// Checks that several commands share.
std::string why_no_selection(const Scene& scene);
std::string why_no_objects(const Scene& scene);
std::string why_no_selected_mesh(const Scene& scene);

// The object of that name; throws std::invalid_argument when there is none.
ObjectId object_named(const Document& document, const Arguments& arguments);
ObjectId object_named(const Document& document, const std::string& name);
template <class T>
const T& argument(const Arguments& arguments, const char* name) {
    return std::get<T>(arguments.at(name));
}

}  // namespace gimbal::document
