#include "api/document/io/add_loaded.h"

#include <utility>

namespace gimbal::document {

std::vector<ObjectId> add_loaded(Document& document, std::vector<Object> objects, const std::filesystem::path& path) {
    const bool nothing_unsaved = !document.modified() && document.scene_file().empty();
    for (const Object& object : objects) object.mesh->bounds();  // computed here, not at the first picture
    std::vector<ObjectId> added = document.add_many(std::move(objects));
    document.select(added);
    document.set_file_name(std::filesystem::absolute(path).string());
    if (nothing_unsaved) document.mark_saved();
    return added;
}

}  // namespace gimbal::document
