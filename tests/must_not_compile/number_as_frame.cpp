// error: no viable conversion from 'Pfn' to
#include "mm/kmap.hpp"

VirtAddr map(Pfn guest_frame_number) { return mm::kmap(guest_frame_number); }
