// What files bring: another scene in place of the present one with its scripts, or more objects. Each is one edit under
// the mutex, so that no other edit counts as saved.
#include "api/document/scene/document_core.h"

namespace gimbal::document {

void DocumentCore::set_saved(std::string file, std::uint64_t content_version) {
    scene_file_ = file;
    file_name_ = std::move(file);
    mark_saved(content_version);
}

std::vector<ObjectId> DocumentCore::add_from_file(std::vector<Object> objects, std::string file) {
    const bool nothing_unsaved = !modified() && scene_file_.empty();
    std::vector<ObjectId> added = add_many(std::move(objects));
    select(added, false);
    file_name_ = std::move(file);
    if (nothing_unsaved) mark_saved();
    return added;
}

void DocumentCore::replace(SceneContents contents, std::string file) {
    refuse_in_own_transaction();
    clear();
    const std::vector<ObjectId> ids = add_many(std::move(contents.objects));
    std::vector<ObjectId> selected;
    for (const std::size_t place : contents.selection)
        if (place < ids.size()) selected.push_back(ids[place]);
    select(selected, false);
    set_camera(contents.camera);
    forget_history();  // a new version also if both scenes are empty, because panels show the file's name
    set_saved(std::move(file), live_.content_version);
    mark(Change::scene);
    restart_transactions();
    if (contents.scripts.empty()) return;
    scripts_ = std::make_shared<const std::vector<SceneScript>>(std::move(contents.scripts));
    ++scripts_opened_;
}

void DocumentCore::keep_scripts(ScriptsPtr scripts, std::uint64_t opened) {
    if (opened == scripts_opened_) scripts_ = std::move(scripts);
}

}  // namespace gimbal::document
