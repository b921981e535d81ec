// Creates the textures and framebuffers of a picture.
#include "app/viewport/gl/render_target.h"

#include <stdexcept>
#include <string>

namespace gimbal::app {
namespace {

void allocate(GLuint texture, GLenum internal_format, GLenum format, int width, int height) {
    glBindTexture(GL_TEXTURE_2D, texture);
    glTexImage2D(GL_TEXTURE_2D, 0, static_cast<GLint>(internal_format), width, height, 0, format, GL_UNSIGNED_BYTE,
                 nullptr);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
}

void attach_texture(GLenum attachment, GLuint texture) {
    glFramebufferTexture2D(GL_FRAMEBUFFER, attachment, GL_TEXTURE_2D, texture, 0);
}

void check(int width, int height) {
    const GLenum status = glCheckFramebufferStatus(GL_FRAMEBUFFER), error = glGetError();
    const std::string size = std::to_string(width) + " x " + std::to_string(height) + " pixels";
    if (error == GL_OUT_OF_MEMORY) throw std::runtime_error("OpenGL has no memory for a picture of " + size);
    // A texture of a refused size keeps its old image, with which the framebuffer is complete.
    if (error != GL_NO_ERROR || status != GL_FRAMEBUFFER_COMPLETE)
        throw std::runtime_error("OpenGL refused a picture of " + size + " (status " + std::to_string(status) +
                                 ", error " + std::to_string(error) + "): make it smaller");
}

}  // namespace

void RenderTarget::make_names(bool with_scene) {
    *this = RenderTarget();
    colour_ = GlTexture::make();
    colour_only_ = GlFramebuffer::make();
    if (!with_scene) return;
    mask_ = GlTexture::make();
    depth_ = GlRenderbuffer::make();
    scene_ = GlFramebuffer::make();
}

void RenderTarget::resize(int width, int height, bool with_scene) {
    if (width == width_ && height == height_ && static_cast<bool>(mask_) == with_scene) return;
    if (!colour_ || static_cast<bool>(mask_) != with_scene) make_names(with_scene);
    while (glGetError() != GL_NO_ERROR) {}  // those of others
    width_ = height_ = 0;                   // until everything is allocated, so that a refused size is tried again
    allocate(colour_.get(), GL_RGBA8, GL_RGBA, width, height);
    glBindFramebuffer(GL_FRAMEBUFFER, colour_only_.get());
    attach_texture(GL_COLOR_ATTACHMENT0, colour_.get());
    check(width, height);
    if (with_scene) {
        allocate(mask_.get(), GL_R8, GL_RED, width, height);
        glBindRenderbuffer(GL_RENDERBUFFER, depth_.get());
        glRenderbufferStorage(GL_RENDERBUFFER, GL_DEPTH_COMPONENT24, width, height);
        glBindFramebuffer(GL_FRAMEBUFFER, scene_.get());
        attach_texture(GL_COLOR_ATTACHMENT0, colour_.get());
        attach_texture(GL_COLOR_ATTACHMENT1, mask_.get());
        glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, depth_.get());
        check(width, height);
    }
    width_ = width;
    height_ = height;
}

void RenderTarget::bind_scene() const {
    glBindFramebuffer(GL_FRAMEBUFFER, scene_.get());
    const GLenum buffers[] = {GL_COLOR_ATTACHMENT0, GL_COLOR_ATTACHMENT1};
    glDrawBuffers(2, buffers);
    glViewport(0, 0, width_, height_);
}

void RenderTarget::bind_colour() const {
    glBindFramebuffer(GL_FRAMEBUFFER, colour_only_.get());
    const GLenum buffer = GL_COLOR_ATTACHMENT0;
    glDrawBuffers(1, &buffer);
    glViewport(0, 0, width_, height_);
}

}  // namespace gimbal::app
