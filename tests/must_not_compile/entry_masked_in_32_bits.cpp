// error: invalid operands to binary expression ('mm::Pte' and 'unsigned int')
#include "mm/pae.hpp"

mm::Pte address_bits(mm::Pte entry) { return entry & ~0xFFFu; }
