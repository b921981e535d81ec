#include "api/document/io/add_loaded.h"

#include <utility>

namespace gimbal::document {

std::vector<ObjectId> add_loaded(Document& document, std::vector<Object> objects, const std::filesystem::path& path) {
    for (const Object& object : objects) object.mesh->bounds();  // computed here, not at the first picture
    return document.add_from_file(std::move(objects), std::filesystem::absolute(path).string());
}

}  // namespace gimbal::document
