// The Outliner: the list of objects with visibility, colour and name. Mouse and keys select, rename and delete.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "app/app_context.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
class OutlinerPanel final : public Panel {
public:
    explicit OutlinerPanel(AppContext& context) : context_(context) {}
    std::string name() const override { return "outliner"; }
    void draw(Rect, const PanelStyle&, std::span<const InputEvent>, bool focused, double now) override;
    double next_tick() const override;
    std::vector<std::string> rows() const override;
    std::string mouse_hint() const override { return "Click: select   Ctrl-click: add   Double click: rename"; }

private:
    void list(double now);
    void list_ids(double now);
    int row_of(ObjectId id) const;
    void draw_rows(const PanelStyle& style);
    void draw_row(const PanelStyle& style, ObjectId id, const Object& object);
    void draw_name(const PanelStyle& style, ObjectId id, const Object& object, ImVec2 at, float width);
    void clicked(ObjectId id);
    void begin_rename(ObjectId id);
    void draw_rename_field(const PanelStyle& style, float width);
    void handle_key(const InputEvent& event);
    void step_to(int row);

    AppContext& context_;
    ScenePtr scene_;
    std::vector<ObjectId> ids_;  // in the scene's order, at the version `listed_`
    std::uint64_t listed_ = ~std::uint64_t{0};
    double listed_at_ = 0;
    bool list_is_late_ = false;  // the list is rebuilt at listed_at_ + list_seconds
    ObjectId active_;            // in the last frame; a new one is scrolled into view
    ObjectId renaming_;
    std::string typed_name_;
    bool rename_begins_ = false;
    int scroll_to_ = -1;
    std::vector<std::string> shown_;
};

}  // namespace gimbal::app
