// The document's commands by topic, and what they share.
#pragma once
#include <string>
#include <vector>

#include "api/document/commands/commands.h"

namespace gimbal::document {

void add_object_commands(std::vector<Command>& commands);
void add_mesh_commands(std::vector<Command>& commands);
void add_scene_commands(std::vector<Command>& commands);       // scene, view, edit, io
void add_scene_file_commands(std::vector<Command>& commands);  // in api/document/scene_file

std::string python_literal(const Value& value);  // Python source that evaluates to the value
std::string number_text(double number);          // the same without ".0", for ranges in messages

// Short ways to write a parameter. `of_type` gives only the type of a required value.
Parameter required_text(std::string name, std::string doc);
Parameter required_value(std::string name, std::string doc, Value of_type, std::string unit = "",
                         std::optional<double> low = {}, std::optional<double> high = {});
Parameter optional_value(std::string name, std::string doc, Value default_value, std::string unit = "",
                         std::optional<double> low = {}, std::optional<double> high = {});

Parameter with_choices(Parameter parameter, std::vector<std::string> choices);
Parameter file_path(std::string name, std::string doc);    // a required text
Parameter object_name(std::string name, std::string doc);  // a required text

// Checks that several commands share.
std::string why_no_selection(const Scene& scene);
std::string why_no_objects(const Scene& scene);
std::string why_no_selected_mesh(const Scene& scene);

// Throws std::invalid_argument if no object has that name.
ObjectId object_named(const Document& document, const Arguments& arguments);
ObjectId object_named(const Document& document, const std::string& name);
template <class T>
const T& argument(const Arguments& arguments, const char* name) {
    return std::get<T>(arguments.at(name));
}

}  // namespace gimbal::document
