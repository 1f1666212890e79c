// SPDX-License-Identifier: MIT
// What a cache says about a mistake: which object, who makes the mistake now, and who had the object
// before.
#include "lib/format.hpp"
#include "lib/report.hpp"
#include "mm/context.hpp"
#include "mm/live_mappings.hpp"
#include "mm/slab.hpp"

namespace mm {

namespace {

VirtAddr object_address(void const* object) { return virt_addr_of(object); }

// " freed by vunmap+0x42", if anybody has.
void print_freed(lib::Sink& sink, VirtAddr code)
{
    if (code == VirtAddr{}) return lib::print(sink, "that nobody has had yet");
    lib::print(sink, "that was freed at ");
    print_code(sink, code);
}

} // namespace

void KmemCache::stop_damage(Damage const& damage) const
{
    lib::Report report;
    report.kind = lib::ReportKind::UseAfterFree;
    lib::print(report.headline, "the {} at {}, ", name_, object_address(damage.object));
    print_freed(report.headline, damage.freed_by);
    lib::print(report.headline, ", has been written since: {:#x} at offset {}, where poison {:#x} was",
               damage.word, damage.offset, kPoison);
    lib::stop(report);
}

void KmemCache::stop_bad_free(void* object, BadFree const& bad) const
{
    lib::Report report;
    report.kind = lib::ReportKind::BadFree;
    lib::print(report.headline, "thread '{}' frees {} {}, which ", thread_name(), name_,
               object_address(object));
    switch (bad.why) {
    case BadFree::Why::NoObject: lib::print(report.headline, "is not an object of any cache"); break;
    case BadFree::Why::OtherCache: lib::print(report.headline, "is an object of another cache"); break;
    case BadFree::Why::Middle:
        lib::print(report.headline, "is inside object {} of its slab and not its start", bad.index);
        break;
    case BadFree::Why::Free:
        lib::print(report.headline, "is already free: a double free of an object ");
        print_freed(report.headline, bad.freed_by);
        break;
    }
    lib::stop(report);
}

void KmemCache::stop_leak()
{
    lib::Report report;
    report.kind = lib::ReportKind::Leak;
    lib::print(report.headline, "the cache of {} objects ends, and {} of them are still in use", name_,
               objects_in_use());
    print_objects(report.picture);
    lib::stop(report);
}

void KmemCache::print_objects(lib::Sink& sink)
{
    lib::IrqSpinGuard const guard{lock_};
    for (auto* const list : {&full_, &with_room_})
        for (Slab* slab = list->front(); slab != nullptr; slab = list->next(*slab))
            for (u32 index = 0; index < capacity_; ++index) {
                Slab::Note const& note = slab->notes()[index];
                if (note.next != Slab::kInUse) continue;
                lib::print(sink, "    {}  {}, taken at ", object_address(object_at(*slab, index)), name_);
                print_code(sink, note.caller);
                lib::print(sink, "\n");
            }
}

} // namespace mm
