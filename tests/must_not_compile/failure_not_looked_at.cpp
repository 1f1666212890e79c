// error: no viable conversion from returned value of type 'VmapResult<VirtAddr>'
#include "mm/vmap.hpp"

VirtAddr map(std::span<mm::Frame const> frames) { return mm::vmap(frames); }
