// The edits that a rollback must keep: those of others than its transaction, since the transaction began.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "api/document/scene/scene.h"
#include "api/document/scene/undo_step.h"

namespace gimbal::document {

// The attributes of an object that an edit may set in place, as far as it has set them.
struct Placement {
    std::optional<glm::vec3> location, rotation, scale;
    std::optional<glm::vec4> colour;
    std::optional<bool> visible;

    static Placement between(const Object& before, const Object& after);
    void apply(Object& object) const;
    void add(const Placement& later);
};

struct ObjectAdded {
    ObjectId id;
    Object object;
};
struct ObjectRemoved {
    ObjectId id;
};
struct ObjectRenamed {
    ObjectId id;
    std::string name;
};
struct ObjectPlaced {
    ObjectId id;
    Placement placement;
};
struct MeshSet {
    ObjectId id;
    MeshPtr mesh;
};
struct SelectionSet {
    std::vector<ObjectId> ids;
};
using Edit = std::variant<ObjectAdded, ObjectRemoved, ObjectRenamed, ObjectPlaced, MeshSet, SelectionSet>;

// Thread: any, with the document's mutex held.   GIL: not needed.
class EditLog {
public:
    struct Entry {
        std::uint64_t place = 0;   // in the order of edits
        StepToken author = 0;      // the transaction that has made it; 0: none
        bool makes_a_step = true;  // false: a later frame of a stream
        Edit edit;
    };

    // Returns the place of the transaction's first edit.
    std::uint64_t begin_transaction(StepToken token, StepToken parent);
    StepToken parent_of(StepToken transaction) const;                // 0: none, or it has begun before clear()
    bool belongs_to(StepToken author, StepToken transaction) const;  // it is that one, or began inside it
    std::vector<StepToken> family_of(StepToken transaction) const;   // those since clear() that belong to it

    void add(StepToken author, Edit edit, bool makes_a_step);
    void make_room();  // the next add() of a placement allocates nothing
    std::uint64_t next_place() const { return next_place_; }
    // The edits that do not belong to this transaction, since `begin`. Removes those that do.
    std::vector<Entry> take_out(StepToken transaction, std::uint64_t begin);
    void remove(std::uint64_t place);
    void forget_edits() { entries_.clear(); }
    void clear();  // no transaction is open

private:
    bool merge(StepToken author, const Edit& edit);  // into the last entry

    std::vector<Entry> entries_;
    std::unordered_map<StepToken, StepToken> parents_;
    std::uint64_t next_place_ = 0;
};

}  // namespace gimbal::document
