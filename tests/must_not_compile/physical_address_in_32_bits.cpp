// error: no viable conversion from returned value of type 'PhysAddr' to function return type 'u32'
#include "lib/address.hpp"

u32 cut(PhysAddr address) { return address; }
