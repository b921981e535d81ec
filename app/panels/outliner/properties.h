// The Properties panel: the active object's fields, its mesh, the mesh commands as forms, and buttons of plug-ins.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "app/app_context.h"
#include "app/panels/dialogs/command_form.h"
#include "app/panels/outliner/live_edit.h"
#include "app/panels/outliner/mesh_figures.h"

namespace gimbal::app {

struct VectorField;

// Thread: UI.   GIL: never.
class PropertiesPanel final : public Panel {
public:
    explicit PropertiesPanel(AppContext& context);
    std::string name() const override { return "properties"; }
    void draw(Rect, const PanelStyle&, std::span<const InputEvent>, bool focused, double now) override;
    std::vector<std::string> rows() const override;
    std::string mouse_hint() const override { return "Drag a number: change it   Double click or Tab: type it"; }
    void set_buttons(std::vector<PanelButton> buttons);

private:
    void draw_object(const PanelStyle& style, ObjectId id, const Object& object);
    void draw_vector(const PanelStyle& style, const VectorField& field, ObjectId id, const Object& object);
    void draw_colour(const PanelStyle& style, ObjectId id, const Object& object);
    void draw_mesh(const PanelStyle& style, const Object& object);
    void draw_buttons(const PanelStyle& style);
    void fact(const PanelStyle& style, const char* name, const std::string& value);

    AppContext& context_;
    LiveEdit edit_{context_};
    MeshFigureFinder figures_{context_.window};
    std::vector<CommandForm> forms_;
    std::map<std::string, std::vector<PanelButton>> buttons_;  // by panel
    std::vector<std::string> shown_;
};

}  // namespace gimbal::app
