#include "gimbal/console/base/near_names.h"

#include <doctest/doctest.h>

using namespace gimbal::console;
using Names = std::vector<std::string>;

TEST_CASE("names that a person may have meant are near, the nearest first") {
    const Names known{"mesh.smooth", "mesh.subdivide", "object.add", "object.select", "saved", "tick"};
    CHECK(near_names("mesh.smoth", known) == Names{"mesh.smooth"});
    CHECK(near_names("mesh.smooht", known) == Names{"mesh.smooth"});
    CHECK(near_names("Mesh.Smooth", known) == Names{"mesh.smooth"});
    CHECK(near_names("smooth", known) == Names{"mesh.smooth"});
    CHECK(near_names("mesh.smooth.now", known) == Names{"mesh.smooth"});
    CHECK(near_names("object", known) == Names{"object.add", "object.select"});
    CHECK(near_names("save", known) == Names{"saved"});
    CHECK(near_names("xyz", known).empty());
    CHECK(near_names("", known).empty());
    CHECK(near_names("a", {"b"}).empty());  // nothing of it is left
    CHECK(near_names("name", {"name1", "name2", "name3", "name4", "name5", "name6"}).size() == 5);
}

TEST_CASE("an error has the near names, or those that there are") {
    CHECK(known_names_words("ad", {"scale", "add"}) == "near it: `add`");
    CHECK(known_names_words("xyz", {"scale", "add"}) == "there are: `add`, `scale`");
    CHECK(known_names_words("xyz", {}) == "there is none");
    Names many;
    for (int i = 10; i < 30; ++i) many.push_back("c" + std::to_string(i));
    CHECK(known_names_words("other", many) ==
          "there are: `c10`, `c11`, `c12`, `c13`, `c14`, `c15`, `c16`, `c17`, `c18`, `c19`, `c20`, `c21` and 8 more");
}
