// Replaces files as a whole: a reader, a crash or a full disk finds the old content or the new, never a part of it.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "gimbal/console/base/descriptor.h"

struct stat;

namespace gimbal::console {

// Writes a temporary file in the target's folder and renames it over the target in commit(). A symbolic link stays and
// the file it points to is replaced. Mode and owner of an existing file are kept as far as the system allows. Refuses a
// folder, a pipe or device, and a file that the user may not write. If the folder is renamed or removed meanwhile, the
// next write() or commit() fails with ENOENT, and the temporary file is removed from wherever it is.
//
// A file with several hard links keeps them: commit() makes room for the new content, then copies it into the file, so
// that all its names have it. If the process is killed during the copy, the new content is whole beside the file, and
// finish_interrupted_save() or the next save under this name completes it.
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
    void check_folder() const;
    void rename_temporary(const std::string& name);
    void open_in_place(const struct stat& old);
    void copy_into_place();

    std::filesystem::path target_;  // links resolved
    std::string temporary_;         // the name of the temporary file in the folder; empty: there is none
    Descriptor folder_;             // of the target
    Descriptor file_;               // the temporary one
    Descriptor in_place_;           // the target, if it has several hard links
};

void write_file_atomically(const std::filesystem::path& target, std::string_view bytes, unsigned mode = 0666);

// Removes the temporary files that killed processes have left in the folder of `target`, and completes a save of it
// that was interrupted. Reads the whole folder.
void remove_left_over_files(const std::filesystem::path& target);
// Completes the copy into a file with several hard links; does nothing for other files. Readers call it before they
// open a file. Throws std::system_error if the file is torn and cannot be completed.
void finish_interrupted_save(const std::filesystem::path& target);

}  // namespace gimbal::console
