// Encodes with stb_image_write.
#include "api/module/binding/png_file.h"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>
#include <unistd.h>

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb_image_write.h>
#pragma GCC diagnostic pop

namespace gimbal::module {
namespace {

void append(void* bytes, void* data, int size) {
    static_cast<std::string*>(bytes)->append(static_cast<char*>(data), static_cast<std::size_t>(size));
}

}  // namespace

int write_png(const std::filesystem::path& path, const Picture& picture) {
    std::string bytes;
    if (!stbi_write_png_to_func(append, &bytes, picture.width, picture.height, 4, picture.rgba.data(),
                                picture.width * 4))
        return ENOMEM;
    const std::filesystem::path beside = path.string() + "." + std::to_string(::getpid()) + ".part";
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(beside.c_str(), "wb"), std::fclose);
    if (!file) return errno;
    const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
    const bool closed = std::fclose(file.release()) == 0;
    int problem = written && closed ? 0 : errno;
    if (!problem && std::rename(beside.c_str(), path.c_str()) != 0) problem = errno;
    if (problem) ::unlink(beside.c_str());
    return problem;
}

}  // namespace gimbal::module
