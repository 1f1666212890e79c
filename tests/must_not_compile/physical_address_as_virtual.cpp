// error: no viable conversion from returned value of type 'PhysAddr' to function return type 'VirtAddr'
#include "lib/address.hpp"

VirtAddr alias(PhysAddr address) { return address; }
