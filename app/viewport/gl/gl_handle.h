// Owners of OpenGL names. Destroy each on the thread whose context has created it.
#pragma once
#include <glad/gl.h>

#include <utility>

namespace gimbal::app {

// Thread: the one whose OpenGL context is current.   GIL: never.
template <void (*&generate)(GLsizei, GLuint*), void (*&destroy)(GLsizei, const GLuint*)>
class GlHandle {
public:
    GlHandle() = default;
    GlHandle(GlHandle&& other) noexcept : name_(std::exchange(other.name_, 0)) {}
    GlHandle& operator=(GlHandle&& other) noexcept {
        std::swap(name_, other.name_);
        return *this;
    }
    ~GlHandle() {
        if (name_) destroy(1, &name_);
    }
    static GlHandle make() {
        GlHandle handle;
        generate(1, &handle.name_);
        return handle;
    }
    GLuint get() const { return name_; }
    explicit operator bool() const { return name_ != 0; }

private:
    GLuint name_ = 0;
};

using GlBuffer = GlHandle<glad_glGenBuffers, glad_glDeleteBuffers>;
using GlVertexArray = GlHandle<glad_glGenVertexArrays, glad_glDeleteVertexArrays>;
using GlTexture = GlHandle<glad_glGenTextures, glad_glDeleteTextures>;
using GlRenderbuffer = GlHandle<glad_glGenRenderbuffers, glad_glDeleteRenderbuffers>;
using GlFramebuffer = GlHandle<glad_glGenFramebuffers, glad_glDeleteFramebuffers>;

}  // namespace gimbal::app
