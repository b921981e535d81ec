// Another scene in place of the present one, and the scripts that belong to it.
#include "api/document/scene/document_core.h"

namespace gimbal::document {

void DocumentCore::replace(SceneContents contents) {
    clear();
    const std::vector<ObjectId> ids = add_many(std::move(contents.objects));
    std::vector<ObjectId> selected;
    for (const std::size_t place : contents.selection)
        if (place < ids.size()) selected.push_back(ids[place]);
    select(selected, false);
    set_camera(contents.camera);
    forget_history();
    mark_saved();
    mark(Change::scene);
    raise_version();  // an empty scene in place of an empty one is a change of the file's name, which panels show
    if (contents.scripts.empty()) return;
    scripts_ = std::make_shared<const std::vector<SceneScript>>(std::move(contents.scripts));
    ++scripts_opened_;
}

void DocumentCore::keep_scripts(ScriptsPtr scripts, std::uint64_t opened) {
    if (opened == scripts_opened_) scripts_ = std::move(scripts);
}

}  // namespace gimbal::document
