// error: ignoring return value of function declared with 'nodiscard' attribute
#include "mm/kmap_local.hpp"

void map(Pfn pfn) { mm::kmap_local_pfn(pfn); }
