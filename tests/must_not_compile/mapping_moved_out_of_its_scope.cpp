// error: call to deleted constructor of 'mm::LocalMap'
#include "mm/kmap_local.hpp"

mm::LocalMap copy(mm::LocalMap& map) { return map; }
