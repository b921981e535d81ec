// Simulates a full disk by a limit on the size of files. For a test that runs alone in its process.
#pragma once
#include <signal.h>
#include <sys/resource.h>

namespace gimbal::test {

// write() fails with EFBIG; on a full disk it would be ENOSPC. Thread: any.
class SmallFiles {
public:
    explicit SmallFiles(rlim_t bytes) {
        signal(SIGXFSZ, SIG_IGN);  // as in Python
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
