// Writes a file and reports every error; a full disk may show only at the end.
#pragma once
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace gimbal::document {

// For files in the private folder of an export, which then replaces the target (mesh_export.cpp). Throws
// std::runtime_error with the system's reason. Without finish() the file is closed as it is.
// Thread: any, one at a time.   GIL: not needed.
class OutputFile {
public:
    explicit OutputFile(const std::filesystem::path& path) : file_(std::fopen(path.c_str(), "wb")) {
        if (!file_) throw std::runtime_error(std::strerror(errno));
    }
    ~OutputFile() {
        if (file_) std::fclose(file_);
    }
    OutputFile(const OutputFile&) = delete;

    void write(std::string_view bytes) {
        if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size())
            throw std::runtime_error(std::strerror(errno));
    }
    void finish() {
        if (std::fclose(std::exchange(file_, nullptr)) != 0) throw std::runtime_error(std::strerror(errno));
    }

private:
    std::FILE* file_;
};

}  // namespace gimbal::document
