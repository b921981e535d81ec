#include "api/document/work/edit_author.h"

#include <utility>

namespace gimbal::document {
namespace {

thread_local EditAuthor author_of_thread;

}  // namespace

EditAuthor edit_author() { return author_of_thread; }

EditsFor::EditsFor(EditAuthor author) : outer_(std::exchange(author_of_thread, author)) {}
EditsFor::~EditsFor() { author_of_thread = outer_; }

}  // namespace gimbal::document
