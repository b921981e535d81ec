// Records which files the program is loading or saving, so that a crash report can name them.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "gimbal/console/base/non_copyable.h"

namespace gimbal::console {

// Exists while a file is loaded or saved. `verb` is "loading" or "saving".
// Thread: any.   GIL: not needed.
class FileWork : NonCopyable {
public:
    FileWork(std::string_view verb, const std::filesystem::path& file);
    ~FileWork();

private:
    std::uint64_t id_ = 0;  // 0: nobody observes
};

// Thread: any, one at a time. May not begin file work itself.
class FileWorkObserver {
public:
    virtual void file_work_begins(std::uint64_t id, std::string_view verb, const std::filesystem::path& file) = 0;
    virtual void file_work_ended(std::uint64_t id) = 0;

protected:
    ~FileWorkObserver() = default;
};

// Replaces the observer; null: none. Once it returns, the previous one is not called any more. Thread: any.
void observe_file_work(FileWorkObserver* observer);

}  // namespace gimbal::console
