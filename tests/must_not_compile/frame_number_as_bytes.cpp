// error: invalid operands to binary expression ('PhysAddr' and 'Pfn')
#include "lib/address.hpp"

PhysAddr advance(PhysAddr address, Pfn frames) { return address + frames; }
