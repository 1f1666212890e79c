// no matching constructor for initialization of 'PhysAddr'
#include "lib/address.hpp"
PhysAddr first_above_four_gib(Pfn frame) { return PhysAddr{frame.raw() << kPageShift}; }
