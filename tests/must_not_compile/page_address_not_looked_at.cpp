// error: no viable conversion from returned value of type 'std::optional<VirtAddr>' to function return type
// 'VirtAddr'
#include "mm/page_address.hpp"

VirtAddr start(mm::Frame frame) { return mm::page_address(frame); }
