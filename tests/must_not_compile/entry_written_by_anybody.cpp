// error: 'low_' is a private member of 'mm::PteSlot'
#include "mm/pae.hpp"

void set(mm::PteSlot& slot, mm::Pte pte) { slot.low_ = pte.low(); }
