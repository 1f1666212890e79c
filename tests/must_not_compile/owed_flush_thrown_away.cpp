// error: ignoring return value of function declared with 'nodiscard' attribute
#include "mm/map_range.hpp"

void unmap(mm::AddressSpace const& space, VirtRange pages)
{
    mm::unmap_range(space, pages, mm::EmptyTables::Keep).must();
}
