// error: no viable conversion from 'VirtAddr' to
#include "mm/kmap.hpp"

void unmap(VirtAddr address) { mm::kunmap(address); }
