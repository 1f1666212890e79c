// error: call to deleted function 'operator new'
#include "mm/kmap_local.hpp"

mm::LocalMap* keep(Pfn pfn) { return new mm::LocalMap{pfn}; }
