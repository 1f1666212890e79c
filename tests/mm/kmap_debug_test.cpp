// SPDX-License-Identifier: MIT
// kmap.debug=: each word alone. runs/test shows that correct code runs under all of them.
#include "lib/format.hpp"
#include "mm/context.hpp"
#include "mm/kmap.hpp"
#include "mm/kmap_local.hpp"
#include "mm/linux_rules.hpp"
#include "mm/live_mappings.hpp"
#include "mm/local_switch.hpp"
#include "mm/vmap.hpp"
#include "mm/vmap_area.hpp"
#include "mm/window_judge.hpp"
#include "tests/sim/mapping_machine.hpp"

#include <algorithm>
#include <set>

namespace {

using lib::ReportKind;
using mm::kmap_local_page;
using mm::kunmap_local;
using sim::at;

class KmapDebug : public sim::MappingMachine {
protected:
    KmapDebug()
    {
        mm::live_mappings().clear();
        mm::forget_linux_warning();
        static_cast<void>(sim::take_warnings());
    }
    ~KmapDebug() override { mm::set_kmap_debug({}); }

    mm::Frame const frame_a = high_frame('a');
    mm::Frame const frame_b = high_frame('b');
    mm::Frame const frame_c = high_frame('c');

    static std::string table()
    {
        lib::Text<2000> text;
        mm::print_live_mappings(text);
        return std::string{text.view()};
    }
    static std::string judged(VirtAddr address)
    {
        auto const report = mm::judge({address, mm::AccessKind::Read, 1});
        return report ? std::string{report->headline.view()} : "";
    }
};

TEST_F(KmapDebug, ForceGivesLowmemASlotAndItsProtection)
{
    mm::set_kmap_debug({.force = true});
    mm::Frame const low = low_frame('l');
    VirtAddr const address = kmap_local_page(low);
    EXPECT_TRUE(mm::LocalPlace::of(address).inside());
    EXPECT_EQ(at(address), 'l');
    EXPECT_TRUE(faults(address + kPageSize));
    kunmap_local(address);
    EXPECT_TRUE(faults(address));
}

TEST_F(KmapDebug, ForceKnowsNoAddressOfTheDirectMap)
{
    mm::set_kmap_debug({.force = true});
    EXPECT_STOP_SAYING(ReportKind::NotASlot, "the direct map",
                       kunmap_local(mm::lowmem_address(low_frame('l').pfn().base())));
}

TEST_F(KmapDebug, ForceSendsKmapOfLowmemThroughItsWindow)
{
    mm::set_kmap_debug({.force = true});
    mm::Frame const low = low_frame('l');
    VirtAddr const address = mm::kmap(low);
    EXPECT_TRUE(mm::layout::kKmapWindow.contains(address));
    EXPECT_EQ(at(address), 'l');
    mm::kunmap(low);
}

TEST_F(KmapDebug, EagerUnmapsOnAllCpusWithTheLastKunmap)
{
    mm::set_kmap_debug({.eager = true});
    VirtAddr const address = mm::kmap(frame_a);
    static_cast<void>(mm::kmap(frame_a));
    EXPECT_EQ(sim::on_cpu(1, [&] { return at(address); }), 'a');
    mm::kunmap(frame_a);
    EXPECT_EQ(at(address), 'a') << "there is a user left";
    mm::kunmap(frame_a);
    EXPECT_TRUE(faults(address));
    EXPECT_TRUE(sim::on_cpu(1, [&] { return faults(address); }));
    EXPECT_NE(mm::kmap(frame_b), address) << "the slot rests";
}

TEST_F(KmapDebug, EagerUnmapsAreasOnAllCpusToo)
{
    mm::set_kmap_debug({.eager = true});
    VirtAddr const area = mm::vmap(std::vector{frame_a}).must();
    EXPECT_EQ(sim::on_cpu(1, [&] { return at(area); }), 'a');
    mm::vunmap(area);
    EXPECT_TRUE(sim::on_cpu(1, [&] { return faults(area); }));
    EXPECT_STOP(ReportKind::DoubleUnmap, mm::vunmap(area)); // it rests
}

TEST_F(KmapDebug, TableShowsEveryKindAndForgetsWhatWasUnmapped)
{
    mm::set_kmap_debug({.track = true});
    VirtAddr const local = kmap_local_page(frame_a);
    VirtAddr const shared = mm::kmap(frame_b);
    VirtAddr const area = mm::vmap(std::vector{frame_a, frame_c}).must();
    std::string const all = table();
    for (VirtAddr const address : {local, shared, area}) {
        auto const text = lib::formatted<16>("{}", address);
        EXPECT_NE(all.find(text.view()), std::string::npos) << all;
    }
    EXPECT_NE(all.find("kmap_local by thread 'boot 0' on CPU 0 at 7 ms, in code 0x"), std::string::npos)
        << all;
    EXPECT_NE(all.find("and 1 more  vmap by"), std::string::npos) << all;
    kunmap_local(local);
    mm::kunmap(frame_b);
    mm::vunmap(area);
    EXPECT_EQ(table(), "");
}

TEST_F(KmapDebug, OverrunSaysWhichCallMadeTheMapping)
{
    mm::set_kmap_debug({.track = true});
    VirtAddr const address = kmap_local_page(frame_a);
    std::string const said = judged(address + kPageSize);
    EXPECT_NE(said.find("mapped by thread 'boot 0' with kmap_local at code 0x"), std::string::npos) << said;
}

TEST_F(KmapDebug, LeakOfAnInterruptIsListedByCaller)
{
    mm::set_kmap_debug({.track = true});
    auto const interrupt = [&] {
        mm::LocalIrqScope const scope;
        static_cast<void>(kmap_local_page(frame_a));
    };
    EXPECT_STOP_SAYING(ReportKind::Leak, "in code 0x", interrupt());
}

TEST_F(KmapDebug, TwoMappingsOfOneFrameByKmapAreTwoRows)
{
    mm::set_kmap_debug({.track = true});
    static_cast<void>(mm::kmap(frame_a));
    static_cast<void>(mm::kmap(frame_a));
    mm::kunmap(frame_a);
    EXPECT_EQ(std::ranges::count(table(), '\n'), 1);
    mm::kunmap(frame_a);
    EXPECT_EQ(table(), "");
}

TEST_F(KmapDebug, TrackedFrameIsNotFreedWhileItIsMapped)
{
    mm::set_kmap_debug({.track = true});
    VirtAddr const address = kmap_local_page(frame_a);
    EXPECT_STOP_SAYING(ReportKind::BadFree, "is freed while it is still mapped at",
                       mm::frames().free_frames(frame_a, 0));
    EXPECT_STOP_SAYING(ReportKind::BadFree, "by thread 'boot 0' with kmap_local at code 0x",
                       mm::frames().put_frame(frame_a));
    kunmap_local(address);
    mm::frames().put_frame(frame_a);
}

TEST_F(KmapDebug, TrackedFrameInTheMiddleOfAnAreaIsNotFreedEither)
{
    mm::set_kmap_debug({.track = true});
    VirtAddr const area = mm::vmap(std::vector{frame_a, frame_c}).must();
    EXPECT_STOP_SAYING(ReportKind::BadFree, "with vmap at code 0x", mm::frames().put_frame(frame_c));
    mm::vunmap(area);
    mm::frames().put_frame(frame_c);
}

TEST_F(KmapDebug, MappingsAreFoundByAnyOfTheirFrames)
{
    mm::LiveMapping mapping;
    mapping.first = Pfn{100};
    mapping.pages = 2;
    FrameRange const second{Pfn{101}, Pfn{102}};
    mm::live_mappings().add(mapping);
    EXPECT_TRUE(mm::live_mappings().find_in(second).has_value());
    EXPECT_FALSE(mm::live_mappings().find_in({Pfn{102}, Pfn{110}}).has_value());
    EXPECT_FALSE(mm::live_mappings().find_in({Pfn{90}, Pfn{100}}).has_value());
}

TEST_F(KmapDebug, TrackedLinuxUnmapForgetsTheMappingThatItClears)
{
    mm::set_kmap_debug({.track = true, .linux_rules = true});
    VirtAddr const outer = kmap_local_page(frame_a);
    VirtAddr const inner = kmap_local_page(frame_b);
    kunmap_local(outer); // clears the inner one
    EXPECT_TRUE(mm::live_mappings().find(mm::MappingKind::Local, outer).has_value());
    EXPECT_FALSE(mm::live_mappings().find(mm::MappingKind::Local, inner).has_value());
    kunmap_local(outer);
    EXPECT_EQ(table(), "");
    static_cast<void>(sim::take_warnings());
}

TEST_F(KmapDebug, AliasIsAnAreaWithGuardsAtOneAddressForAll)
{
    mm::set_kmap_debug({.alias = true});
    VirtAddr const page = mm::kmap(frame_a);
    EXPECT_TRUE(mm::layout::kVmapArea.contains(page));
    EXPECT_EQ(at(page), 'a');
    EXPECT_TRUE(faults(page - 1));
    EXPECT_TRUE(faults(page + kPageSize));
    EXPECT_EQ(sim::on_cpu(1, [&] { return mm::kmap(frame_a); }), page);
    EXPECT_EQ(mm::kmap_high_get(frame_a), page);
    for (u32 use = 0; use < 2; ++use) mm::kunmap(frame_a);
    EXPECT_EQ(at(page), 'a') << "there is a user left";
    sim::on_cpu(1, [&] { mm::kunmap(frame_a); }); // by the thread that is this user
}

TEST_F(KmapDebug, AliasGoesWithItsLastUser)
{
    mm::set_kmap_debug({.alias = true});
    VirtAddr const page = mm::kmap(frame_a);
    EXPECT_EQ(at(page), 'a');
    mm::kunmap(frame_a);
    EXPECT_EQ(mm::kmap_high_get(frame_a), std::nullopt)
        << "its slot still has the page, but that is not an alias";
    mm::kmap_flush_unused();
    EXPECT_TRUE(faults(page));
    EXPECT_EQ(mm::vmap_area().pages_waiting(), 0u);
    EXPECT_EQ(mm::shared_mappings_held(), 0u);
}

TEST_F(KmapDebug, WithoutRoomForAnAliasTheSlotServesAndIsGivenBack)
{
    mm::set_kmap_debug({.alias = true});
    for (u32 pages = mm::layout::kVmapArea.pages() / 2; pages != 0; pages /= 2) {
        std::vector<mm::Frame> const many(pages, frame_b);
        while (mm::vmap(many)) {
        }
    }
    VirtAddr const page = mm::kmap(frame_a);
    EXPECT_TRUE(mm::layout::kKmapWindow.contains(page));
    EXPECT_EQ(at(page), 'a');
    mm::kunmap(frame_a);
    EXPECT_EQ(mm::shared_mappings_held(), 0u);
}

TEST_F(KmapDebug, EagerAliasIsGoneOnAllCpusAtOnce)
{
    mm::set_kmap_debug({.alias = true, .eager = true});
    VirtAddr const page = mm::kmap(frame_a);
    EXPECT_EQ(sim::on_cpu(1, [&] { return at(page); }), 'a');
    mm::kunmap(frame_a);
    EXPECT_TRUE(faults(page));
    EXPECT_TRUE(sim::on_cpu(1, [&] { return faults(page); }));
}

TEST_F(KmapDebug, ReportsKnowAnAliasAndOneThatWasThere)
{
    mm::set_kmap_debug({.alias = true, .track = true});
    VirtAddr const page = mm::kmap(frame_a);
    std::string said = judged(page + kPageSize);
    EXPECT_NE(said.find("1 byte past the end of kmap()'s alias of frame"), std::string::npos) << said;
    EXPECT_NE(said.find("mapped by thread 'boot 0' with kmap at code 0x"), std::string::npos) << said;
    mm::kunmap(frame_a);
    EXPECT_EQ(table(), "");
    said = judged(page);
    EXPECT_NE(said.find("that was unmapped; kmap()'s alias of frame"), std::string::npos) << said;
}

TEST_F(KmapDebug, AliasCountsUsesAsTheWindowDoes)
{
    mm::set_kmap_debug({.alias = true});
    static_cast<void>(mm::kmap(frame_a));
    mm::kunmap(frame_a);
    EXPECT_STOP(ReportKind::DoubleUnmap, mm::kunmap(frame_a));
    static_cast<void>(mm::kmap(frame_b));
    sim::Thread thief{"thief"};
    sim::as(thief, [&] { EXPECT_STOP(ReportKind::NotTheHolder, mm::kunmap(frame_b)); });
    mm::kunmap(frame_b);
}

TEST_F(KmapDebug, LinuxWarnsOnceAndLeavesAStaleTranslation)
{
    mm::set_kmap_debug({.linux_rules = true});
    VirtAddr const outer = kmap_local_page(frame_a);
    VirtAddr const inner = kmap_local_page(frame_b);
    EXPECT_EQ(at(inner), 'b');
    kunmap_local(outer);
    auto const warnings = sim::take_warnings();
    ASSERT_EQ(warnings.size(), 1u);
    EXPECT_EQ(warnings[0].kind, ReportKind::OutOfOrder);
    EXPECT_EQ(kmap_local_page(frame_c), inner);
    EXPECT_EQ(at(inner), 'b') << "the frame of the mapping before";
    kunmap_local(outer);
    EXPECT_TRUE(sim::take_warnings().empty());
}

TEST_F(KmapDebug, LinuxStopsWhereNothingIsMapped)
{
    mm::set_kmap_debug({.linux_rules = true});
    VirtAddr const address = kmap_local_page(frame_a);
    kunmap_local(address);
    EXPECT_STOP(ReportKind::DoubleUnmap, kunmap_local(address));
}

TEST(ReportAdvice, IsOneSentenceForEachKind)
{
    std::set<std::string_view> seen;
    for (u32 kind = 0; kind <= static_cast<u32>(ReportKind::Exception); ++kind) {
        std::string_view const advice = lib::report_advice(static_cast<ReportKind>(kind));
        EXPECT_FALSE(advice.ends_with('.')) << advice;
        EXPECT_EQ(advice.find('\n'), std::string_view::npos) << advice;
        EXPECT_EQ(advice.find("damaged"), std::string_view::npos) << kind;
        EXPECT_TRUE(seen.insert(advice).second) << advice;
    }
}

} // namespace
