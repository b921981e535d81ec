// For which transaction the calling thread edits. A rollback takes back the edits of its transaction only.
#pragma once
#include <atomic>
#include <cstdint>

namespace gimbal::document {

struct EditAuthor {
    std::uint64_t transaction = 0;  // a StepToken; 0: none
    bool is_job = false;            // a job that the transaction has started
};

EditAuthor edit_author();  // of the calling thread

// Transactions are open in some document of the process. Otherwise nobody asks for an author.
inline std::atomic<int> transactions_of_process{0};
inline bool transactions_are_open() { return transactions_of_process.load(std::memory_order_relaxed) > 0; }

// The calling thread edits for this author until the scope ends.
// Thread: any.   GIL: not needed.
class EditsFor {
public:
    explicit EditsFor(EditAuthor author);
    ~EditsFor();
    EditsFor(const EditsFor&) = delete;

private:
    EditAuthor outer_;
};

}  // namespace gimbal::document
