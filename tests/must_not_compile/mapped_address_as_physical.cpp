// error: no viable conversion from returned value of type 'VirtAddr' to function return type 'PhysAddr'
#include "mm/kmap_local.hpp"

PhysAddr physical(mm::LocalMap const& map) { return map.address(); }
