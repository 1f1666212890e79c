// error: no viable conversion from 'VirtAddr' to 'mm::Frame'
#include "mm/kmap.hpp"

void unmap(VirtAddr address) { mm::kunmap(address); }
