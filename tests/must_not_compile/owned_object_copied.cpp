// error: call to implicitly-deleted copy constructor of 'mm::OwnedObject<int>'
#include "mm/slab_object.hpp"

mm::OwnedObject<int> copy(mm::OwnedObject<int>& owner) { return owner; }
