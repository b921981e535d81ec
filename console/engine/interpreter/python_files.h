// Small facts about the embedded Python's version and about files of an installation.
#pragma once
#include <filesystem>
#include <string>

namespace gimbal::console {

// Thread: any.   GIL: not needed.

extern const char* const python_version_built_for;  // "3.11"
extern const char* const python_tag;                // the same as in names of files: "3.13t" without a GIL

std::filesystem::path library_of(const std::filesystem::path& home);  // HOME/lib/python3.11

bool is_there(const std::filesystem::path& path);
bool is_program(const std::filesystem::path& path);  // a file that can be started
std::filesystem::path without_end_slash(const std::filesystem::path& path);
std::filesystem::path end_of_links(std::filesystem::path path);  // the last target, which may be missing
std::string in_shell_quotes(const std::string& word);            // only if necessary

}  // namespace gimbal::console
