// Saving the document's scene to a file and loading it from one.
#include "api/document/scene_file/scene_file.h"

#include "gimbal/console/base/file_work.h"

namespace gimbal::document {

namespace fs = std::filesystem;

FileReport save_scene(Document& document, const fs::path& path, Job& job) {
    const console::FileWork work("saving", path);
    if (!is_scene_name(path))
        throw SceneFileError("cannot save '" + path.string() + "': the name of a scene ends in " + scene_extension +
                             ". For meshes use gimbal.io.save");
    const SceneToWrite scene = scene_to_write(document);
    write_scene_file(path, scene, job);
    document.set_saved(fs::absolute(path).lexically_normal().string(), scene.scene->content_version());
    std::vector<Object> objects;
    scene.scene->for_each([&](ObjectId, const Object& object) { objects.push_back(object); });
    FileReport report = report_of(path, "scene", objects);
    job.set_note(report.sentence("Saved"));
    return report;
}

void load_scene(Document& document, const fs::path& path, Job& job) {
    SceneContents contents = read_scene_file(path, job);
    job.poll();  // the last chance to cancel before the scene changes
    document.replace(std::move(contents), fs::absolute(path).lexically_normal().string());
}

}  // namespace gimbal::document
