// Files that the program keeps for one user. Nobody else may read them. A file that was damaged or replaced must not
// hold up the program.
#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <system_error>

#include "gimbal/console/base/descriptor.h"

namespace gimbal::console {

constexpr unsigned private_file_mode = 0600;

// Thread: any.   GIL: not needed.

// Makes the folder and all missing ones above it, each with mode 0700. Leaves an existing folder as it is.
void make_private_folders(const std::filesystem::path& folder, std::error_code& error);

// Opens a regular file of at most `most_bytes`. Does not wait for a pipe or device. EISDIR: a folder; EINVAL: another
// kind of file; EFBIG: larger; else as open(). `flags`: O_RDONLY or O_RDWR, and O_NOFOLLOW to refuse a link.
Descriptor open_regular_file(const std::filesystem::path& file, int flags, std::size_t most_bytes,
                             std::error_code& error);

// Its content; empty on an error. `flags`: O_NOFOLLOW or 0.
std::string read_regular_file(const std::filesystem::path& file, std::size_t most_bytes, std::error_code& error,
                              int flags = 0);

// Locks the open file for as long as it stays open. Does not wait. False: another program holds the lock, or has
// removed the file since it was opened. A file system without locks counts as free.
bool lock_file(int descriptor);

// A sentence's end for an error of these functions: "is not a regular file".
std::string read_problem(const std::error_code& error, std::size_t most_bytes);

}  // namespace gimbal::console
