// Owners of OpenGL names. Destroy each on the thread whose context has created it.
#pragma once
#include <glad/gl.h>

#include <utility>

namespace gimbal::app {

// Thread: the one whose OpenGL context is current.   GIL: never.
template <class Traits>
class GlHandle {
public:
    GlHandle() = default;
    GlHandle(GlHandle&& other) noexcept : name_(std::exchange(other.name_, 0)) {}
    GlHandle& operator=(GlHandle&& other) noexcept {
        std::swap(name_, other.name_);
        return *this;
    }
    ~GlHandle() {
        if (name_) Traits::destroy(name_);
    }
    static GlHandle make() {
        GlHandle handle;
        handle.name_ = Traits::create();
        return handle;
    }
    GLuint get() const { return name_; }
    explicit operator bool() const { return name_ != 0; }

private:
    GLuint name_ = 0;
};

struct BufferTraits {
    static GLuint create() {
        GLuint n = 0;
        glGenBuffers(1, &n);
        return n;
    }
    static void destroy(GLuint n) { glDeleteBuffers(1, &n); }
};
struct VertexArrayTraits {
    static GLuint create() {
        GLuint n = 0;
        glGenVertexArrays(1, &n);
        return n;
    }
    static void destroy(GLuint n) { glDeleteVertexArrays(1, &n); }
};
struct TextureTraits {
    static GLuint create() {
        GLuint n = 0;
        glGenTextures(1, &n);
        return n;
    }
    static void destroy(GLuint n) { glDeleteTextures(1, &n); }
};
struct RenderbufferTraits {
    static GLuint create() {
        GLuint n = 0;
        glGenRenderbuffers(1, &n);
        return n;
    }
    static void destroy(GLuint n) { glDeleteRenderbuffers(1, &n); }
};
struct FramebufferTraits {
    static GLuint create() {
        GLuint n = 0;
        glGenFramebuffers(1, &n);
        return n;
    }
    static void destroy(GLuint n) { glDeleteFramebuffers(1, &n); }
};

using GlBuffer = GlHandle<BufferTraits>;
using GlVertexArray = GlHandle<VertexArrayTraits>;
using GlTexture = GlHandle<TextureTraits>;
using GlRenderbuffer = GlHandle<RenderbufferTraits>;
using GlFramebuffer = GlHandle<FramebufferTraits>;

}  // namespace gimbal::app
