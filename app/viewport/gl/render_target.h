// A picture to draw into: colour, the mask of selected objects, and depth.
#pragma once
#include "app/viewport/gl/gl_handle.h"

namespace gimbal::app {

// Thread: the one whose OpenGL context is current.   GIL: never.
class RenderTarget {
public:
    // The textures keep their names, so users of the texture need no update. Without `with_scene` there is only colour.
    // Throws std::runtime_error with the size if the driver refuses it.
    void resize(int width, int height, bool with_scene);
    int width() const { return width_; }
    int height() const { return height_; }
    GLuint colour_texture() const { return colour_.get(); }
    GLuint mask_texture() const { return mask_.get(); }
    void bind_scene() const;   // colour, mask and depth
    void bind_colour() const;  // only colour, so that shaders may read the mask
    GLuint colour_framebuffer() const { return colour_only_.get(); }

private:
    void make_names(bool with_scene);
    int width_ = 0, height_ = 0;
    GlTexture colour_, mask_;
    GlRenderbuffer depth_;
    GlFramebuffer scene_, colour_only_;
};

}  // namespace gimbal::app
