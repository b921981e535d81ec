// Replaces files as a whole: a reader, a crash or a full disk finds the old content or the new, never a part of it.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string_view>

#include "gimbal/console/base/descriptor.h"

namespace gimbal::console {

// Writes a temporary file in the target's folder and renames it over the target in commit(). A symbolic link stays and
// the file it points to is replaced. Mode and owner of an existing file are kept as far as the system allows. Refuses a
// folder, a pipe or device, and a file that the user may not write.
// All functions throw std::system_error. Thread: any, one at a time.   GIL: not needed.
class AtomicFile {
public:
    // `mode`: permissions of a new file, before the umask.
    explicit AtomicFile(const std::filesystem::path& target, unsigned mode = 0666);
    ~AtomicFile();  // without commit(): removes the temporary file; the old file stays

    void write(std::string_view bytes);                           // appends
    void write_at(std::uint64_t offset, std::string_view bytes);  // over bytes that write() has written
    void commit();  // once; waits until the disk has the content and the name

private:
    std::filesystem::path target_, temporary_;  // target_: links resolved
    Descriptor file_;
};

void write_file_atomically(const std::filesystem::path& target, std::string_view bytes, unsigned mode = 0666);

// Removes the temporary files of `target` that killed processes have left in its folder. Reads the whole folder.
void remove_left_over_files(const std::filesystem::path& target);

}  // namespace gimbal::console
