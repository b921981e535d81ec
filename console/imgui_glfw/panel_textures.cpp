// Linear sampling, since a picture may be shown smaller than it is.
#include "gimbal/console/glfw/panel_textures.h"

#include <GL/gl.h>

#include "gimbal/console/imgui_compat.h"

namespace gimbal::console {
namespace {

ImTextureID make(int width, int height, const unsigned char* rgba) {
    while (glGetError() != GL_NO_ERROR) {}  // clear errors of other code
    GLuint name = 0;
    GLint bound = 0;
    glGetIntegerv(GL_TEXTURE_BINDING_2D, &bound);
    glGenTextures(1, &name);
    glBindTexture(GL_TEXTURE_2D, name);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
    glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, rgba);
    glBindTexture(GL_TEXTURE_2D, static_cast<GLuint>(bound));
    if (glGetError() == GL_NO_ERROR) return compat::texture_id(name);
    glDeleteTextures(1, &name);
    return {};
}

void free(ImTextureID texture) {
    const auto name = static_cast<GLuint>((std::intptr_t)texture);
    glDeleteTextures(1, &name);
}

}  // namespace

TextureMaker panel_textures() { return {make, free}; }

}  // namespace gimbal::console
