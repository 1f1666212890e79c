// SPDX-License-Identifier: MIT
// The mappings of a torturer that are not kmap_local's: one of kmap and one of vmap, which it holds while it
// sleeps and migrates, and for a moment one of kmap_atomic or of a device, above those of kmap_local.
#pragma once

#include "mm/fixmap.hpp"
#include "mm/iomap_local.hpp"
#include "mm/kmap.hpp"
#include "mm/kmap_atomic.hpp"
#include "mm/page_table.hpp"
#include "mm/vmap.hpp"
#include "runs/test/held_pages.hpp"

#include <optional>

namespace kernel {

class OtherMappings {
public:
    explicit OtherMappings(MarkedBlock const& block) : block_{block} {}
    ~OtherMappings()
    {
        if (area_) mm::vunmap(area_->address);
    }
    OtherMappings(OtherMappings const&) = delete;
    OtherMappings& operator=(OtherMappings const&) = delete;

    /// Maps or unmaps one. `one_fits`: whether one more may nest above those of kmap_local.
    void change_one(Random& random, bool one_fits)
    {
        check_held(random);
        switch (random.below(one_fits ? 4 : 2)) {
        case 0: change_shared(random); break;
        case 1: change_area(random); break;
        case 2: map_atomically(random); break;
        default: map_device();
        }
    }

    [[nodiscard]] u32 accesses() const { return accesses_; }
    [[nodiscard]] u32 wrong() const { return wrong_; }
    [[nodiscard]] u32 calls() const { return calls_; } ///< that map or unmap

private:
    struct Area {
        std::array<mm::Frame, 3> frames;
        VirtAddr address;
    };

    [[nodiscard]] mm::Frame any_frame(Random& random) const
    {
        return mm::Frame{block_.at(random.below(MarkedBlock::kFrames))};
    }

    void change_shared(Random& random)
    {
        ++calls_;
        if (shared_) {
            shared_.reset();
        } else {
            shared_.emplace(any_frame(random));
        }
    }

    void change_area(Random& random)
    {
        ++calls_;
        if (area_) {
            mm::vunmap(area_->address);
            area_.reset();
            return;
        }
        std::array const frames{any_frame(random), any_frame(random), any_frame(random)};
        area_ = {frames, mm::vmap(frames).must()};
    }

    void map_atomically(Random& random)
    {
        mm::Frame const frame = any_frame(random);
        mm::AtomicMap const map{frame};
        check(map.address(), frame.pfn(), random);
        calls_ += 2;
    }

    /// The text screen, where there is one: the fixmap shows the same bytes.
    void map_device()
    {
        constexpr VirtAddr kScreen = mm::fix_to_virt(mm::Fixmap::VgaText);
        constexpr u32 kUnseen = kPageSize - 32; // 80 by 25 letters end before
        auto const walk = mm::walk(hw::page_table_root(), kScreen);
        if (!walk.mapped) return;
        mm::IoMapping const screen{"text screen", walk.table.pfn().base(), kPageSize, mm::Cache::Uncached};
        mm::IoLocalMap const map{screen, kUnseen, sizeof(u32)};
        count(read_word(map.address()) == read_word(kScreen + kUnseen));
        calls_ += 2;
    }

    void check_held(Random& random)
    {
        if (shared_) check(shared_->address(), shared_->frame().pfn(), random);
        if (!area_) return;
        u32 const page = random.below(static_cast<u32>(area_->frames.size()));
        check(area_->address + page * kPageSize, area_->frames[page].pfn(), random);
    }

    void check(VirtAddr page, Pfn pfn, Random& random)
    {
        count(shows(page, pfn, random.below(kWordsPerPage)));
    }
    void count(bool right)
    {
        ++accesses_;
        wrong_ += right ? 0 : 1;
    }

    MarkedBlock const& block_;
    std::optional<mm::SharedMap> shared_;
    std::optional<Area> area_;
    u32 accesses_ = 0;
    u32 wrong_ = 0;
    u32 calls_ = 0;
};

} // namespace kernel
