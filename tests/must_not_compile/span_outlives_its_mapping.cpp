// error: call to deleted member function 'bytes'
#include "mm/kmap_local.hpp"

std::byte first(Pfn pfn) { return mm::LocalMap{pfn}.bytes()[0]; }
