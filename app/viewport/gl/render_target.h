// A picture to draw into: colour, the mask that tells selected objects apart, and depth.
#pragma once
#include "app/viewport/gl/gl_handle.h"

namespace gimbal::app {

// Thread: the one whose OpenGL context is current.   GIL: never.
class RenderTarget {
public:
    // The textures keep their names, so what shows them need not be told. Without `with_scene` it is colour only.
    // Throws std::runtime_error naming the size when the driver refuses it.
    void resize(int width, int height, bool with_scene);
    int width() const { return width_; }
    int height() const { return height_; }
    GLuint colour_texture() const { return colour_.get(); }
    GLuint mask_texture() const { return mask_.get(); }
    void bind_scene() const;   // colour, mask and depth
    void bind_colour() const;  // colour only, so that the mask may be read meanwhile
    GLuint colour_framebuffer() const { return colour_only_.get(); }

private:
    void make_names(bool with_scene);
    int width_ = 0, height_ = 0;
    GlTexture colour_, mask_;
    GlRenderbuffer depth_;
    GlFramebuffer scene_, colour_only_;
};

}  // namespace gimbal::app
