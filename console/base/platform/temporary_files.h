// The files that AtomicFile writes beside a target: their names, and what killed processes have left of them.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "gimbal/console/base/descriptor.h"

namespace gimbal::console {

// All functions throw std::system_error. Thread: any.   GIL: not needed.

[[noreturn]] void fail_with_errno(const std::filesystem::path& path);
// The file that a chain of symbolic links names, which need not exist.
std::filesystem::path without_links(std::filesystem::path path);
std::filesystem::path folder_of(const std::filesystem::path& file);
void write_at(const Descriptor& file, std::uint64_t offset, std::string_view bytes, const std::filesystem::path& path);
void sync(const Descriptor& file, const std::filesystem::path& path);
void sync_folder(const std::filesystem::path& folder);

// For openat() and the like, which then use this folder even if somebody renames it. No descriptor: errno has the
// reason.
Descriptor open_folder_of(const std::filesystem::path& file);
// Creates a file in the target's folder, open for reading and writing, and locked to show that somebody writes it.
// `created`: its name. No descriptor: errno has the reason.
Descriptor create_beside(const std::filesystem::path& target, const Descriptor& folder, unsigned mode,
                         std::string& created);

// --- A target with several hard links gets its content in place, because a rename would give the new content to one of
// its names only. During the copy, a file of this name holds the whole new content, and finish_interrupted_save() can
// complete the copy from it.
std::string name_while_copying(std::string temporary);
// Makes `target` as large as `source`, so that copying needs no more room; on a full disk it is as before.
void make_room(const Descriptor& source, const Descriptor& target, const std::filesystem::path& path);
void copy_content(const Descriptor& source, const Descriptor& target, const std::filesystem::path& path);

}  // namespace gimbal::console
