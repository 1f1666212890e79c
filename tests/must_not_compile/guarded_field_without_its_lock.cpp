// error: reading variable 'count_' requires holding spin lock 'lock_'
#include "lib/spin_lock.hpp"

class Counter {
public:
    int read() { return count_; }

private:
    lib::SpinLock lock_{lib::LockRank::Console};
    int count_ GUARDED_BY(lock_) = 0;
};

int main() { return Counter{}.read(); }
