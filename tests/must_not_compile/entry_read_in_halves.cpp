// error: 'low_' is a private member of 'mm::PteSlot'
#include "mm/pae.hpp"

mm::Pte torn(mm::PteSlot const& slot) { return {slot.low_, slot.high_}; }
