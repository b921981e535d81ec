// A disk without room, for a test that runs alone in its process: files can grow to so many bytes and no further.
#pragma once
#include <signal.h>
#include <sys/resource.h>

namespace gimbal::test {

// Thread: the test's. write() fails with EFBIG, where a full disk says ENOSPC; the rest is the same.
class SmallFiles {
public:
    explicit SmallFiles(rlim_t bytes) {
        signal(SIGXFSZ, SIG_IGN);  // as Python has it
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit small{bytes, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
    }
    ~SmallFiles() { setrlimit(RLIMIT_FSIZE, &before_); }
    SmallFiles(const SmallFiles&) = delete;
    SmallFiles& operator=(const SmallFiles&) = delete;

private:
    rlimit before_{};
};

}  // namespace gimbal::test
