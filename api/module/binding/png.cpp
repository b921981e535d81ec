// Encodes with stb_image_write.
#include "api/module/binding/png.h"

#include <new>

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

std::string encode_png(const Picture& picture) {
    std::string bytes;
    if (!stbi_write_png_to_func(append, &bytes, picture.width, picture.height, 4, picture.rgba.data(),
                                picture.width * 4))
        throw std::bad_alloc();
    return bytes;
}

}  // namespace gimbal::module
