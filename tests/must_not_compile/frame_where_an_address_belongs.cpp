// error: no viable conversion from 'mm::Frame' to 'VirtAddr'
#include "mm/kmap_local.hpp"

void unmap(mm::Frame frame) { mm::kunmap_local(frame); }
