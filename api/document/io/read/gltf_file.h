// The JSON and the buffers of a glTF 2.0 file, text or binary.
#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "api/document/io/read/file_scene.h"

namespace gimbal::document {

using Json = nlohmann::json;

// --- The members of a JSON object. All throw BadMeshFile if a value is not of the wanted type.
const Json* member(const Json& object, const char* key);  // nullptr: it has none
std::uint64_t whole_number(const Json& object, const char* key, std::optional<std::uint64_t> otherwise = {});
std::string text_member(const Json& object, const char* key);         // "" if there is none
const Json& list_member(const Json& object, const char* key);         // an empty array if there is none
std::vector<double> numbers_of(const Json& list, std::size_t count);  // finite, exactly `count`

// Buffers are read on first use. Polls the job.
// Thread: any, one at a time.   GIL: not held.
class GltfFile {
public:
    // Throws BadMeshFile: no glTF 2.0, JSON that is damaged or too deep, or a required extension that changes geometry.
    GltfFile(std::string_view contents, const ReadContext& context);

    const Json& json() const { return json_; }
    // items("meshes")[3]; throws BadMeshFile that names both if there is none.
    const Json& item(const char* list, std::uint64_t index) const;
    std::size_t count(const char* list) const { return list_member(json_, list).size(); }
    std::string_view view_bytes(std::uint64_t view);  // of a buffer view
    Job& job() const { return context_.job; }
    std::size_t bytes_after_end() const { return bytes_after_end_; }  // that a binary file does not declare
    // Counts what is decoded. A small file may name the same data many times; throws BadMeshFile if that goes too far.
    void charge(std::uint64_t bytes);

private:
    std::string_view read_binary(std::string_view contents);  // returns the JSON
    void parse(std::string_view text);
    void check_extensions() const;
    std::string_view buffer(std::uint64_t index);
    std::string load(const std::string& uri);

    const ReadContext& context_;
    std::string_view chunk_;  // of a binary file: its first buffer
    Json json_;
    std::map<std::uint64_t, std::string> loaded_;
    std::uint64_t allowance_;
    std::size_t bytes_after_end_ = 0;
};

}  // namespace gimbal::document
