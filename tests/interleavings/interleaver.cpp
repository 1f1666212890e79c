// SPDX-License-Identifier: MIT
#include "tests/interleavings/interleaver.hpp"

#include "lib/format.hpp"
#include "mm/kmap_local.hpp"
#include "mm/local_switch.hpp"
#include "tests/sim/machine.hpp"
#include "tests/sim/stop.hpp"
#include "tests/support/page_moment.hpp"

#include <limits>

namespace sim {

namespace {

constexpr u32 kCpus = 2;
constexpr auto kNoInterrupt = std::numeric_limits<std::size_t>::max();

Interleaver* g_interleaver = nullptr;

std::span<std::byte> stack(u32 index)
{
    static std::array<std::array<std::byte, 256 * 1024>, 2> stacks;
    return stacks.at(index);
}

// Different in both halves of their entries, so that a mix of two is a third one.
Pfn nth_frame(u32 number) { return Pfn{0x11'1111 * number}; }

std::string frame_text(std::optional<Pfn> frame)
{
    lib::Text<32> text{"nothing"};
    if (frame) text = {}, lib::print(text, "frame {}", *frame);
    return std::string{text.view()};
}

/// What an access to a page of this CPU's window may reach, without a fault to catch: never empty.
std::vector<std::optional<Pfn>> seen_at(u32 page)
{
    mm::LocalWindow const& window = mm::local_window();
    VirtAddr const address = window.address_of(page);
    if (!mmu().caches(address)) {
        if (!mm::read_entry(window.entry(page)).present()) return {std::nullopt};
        (void)mmu().translate(address, AccessKind::Read);
    }
    std::vector<std::optional<Pfn>> frames;
    for (PhysAddr const place : mmu().may_reach(address)) frames.push_back(Pfn::of(place));
    return frames;
}

} // namespace

void step()
{
    if (g_interleaver != nullptr) g_interleaver->step();
}

Interleaver::Actor::Actor(char const* name, std::string_view its_program, u32 its_first_frame,
                          std::span<std::byte> its_stack)
    : thread{name}, fiber{its_stack, &Interleaver::body}, program{its_program}, first_frame{its_first_frame}
{
}

Interleaver::Interleaver(Programs const& programs)
    : programs_{programs},
      actors_{Actor{"first", programs.first, 1, stack(0)}, Actor{"second", programs.second, 6, stack(1)}}
{
    for (u32 cpu = 0; cpu < kCpus; ++cpu) idle_[cpu] = on_cpu(cpu, [] { return &current(); });
    interrupt_depth_ = kNoInterrupt;
}

Interleaver::~Interleaver() = default;

void Interleaver::run(Explorer& explorer)
{
    explorer_ = &explorer;
    history_.clear();
    steps_ = 0;
    if (Schedule::wanted())
        for (u32 page = 0; page < kLookedAt; ++page) schedules_[page].begin(page_rows(page));
    for (Actor& actor : actors_) actor.done = false, actor.thread.last_cpu = 0;
    g_interleaver = this;
    put_on(actors_[0], 0);
    main_.switch_to(actors_[0].fiber);
    g_interleaver = nullptr;
    expect_nothing_left();
    here_.reset();
    clear_flush_log();
}

// Of both fibers, for all runs.
void Interleaver::body()
{
    for (;;) {
        Interleaver& self = *g_interleaver;
        try {
            self.play(self.now_->program, self.now_->first_frame);
        } catch (Stopped const& stopped) {
            self.complain(std::string{stopped.report.headline.view()});
        }
        self.end();
    }
}

void Interleaver::play(std::string_view program, u32 frame)
{
    for (char const operation : program) {
        if (operation == '(') {
            map(frame++);
        } else {
            unmap();
        }
    }
}

void Interleaver::map(u32 frame)
{
    running().model.begin_map(mm::local_stack().top() + 1, nth_frame(frame));
    VirtAddr const address = mm::kmap_local_pfn(nth_frame(frame));
    Model& model = running().model;
    model.end_map();
    if (address != mm::local_window().address_of(model.innermost_page())) complain("mapped elsewhere");
    step();
}

void Interleaver::unmap()
{
    Model& model = running().model;
    model.begin_unmap();
    mm::kunmap_local(mm::local_window().address_of(model.innermost_page()));
    model.end_unmap();
    step();
}

void Interleaver::step()
{
    ++steps_;
    if (Schedule::wanted()) record();
    look();
    if (failed_) return;
    while (auto const event = static_cast<Event>(explorer_->next(GoOn, able()))) happen(event);
}

lib::CpuMask Interleaver::able()
{
    lib::CpuMask events = lib::CpuMask::of(GoOn);
    if (interrupted_) return events;
    events.add(Interrupt);
    if (switching_) return events;
    if (!other().done) events.add(Switch);
    if (!running().thread.local.pinned()) events.add(Migrate);
    return events;
}

void Interleaver::happen(Event event)
{
    constexpr std::array kNames{"", "interrupt", "switch", "migration"};
    history_ += " " + std::to_string(steps_) + ":" + kNames.at(event);
    for (Schedule& each : schedules_) each.mark(kNames.at(event));
    switch (event) {
    case Interrupt: interrupt(); break;
    case Switch: switch_to_other(); break;
    case Migrate: put_on(*now_, 1 - hw::cpu_index()); break;
    case GoOn: break;
    }
}

void Interleaver::interrupt()
{
    interrupted_ = true;
    interrupt_depth_ = running().model.depth();
    {
        u32 const top = mm::local_mark();
        mm::LocalIrqScope const scope;
        try {
            play(programs_.interrupt, 11);
        } catch (Stopped const& stopped) {
            complain(std::string{stopped.report.headline.view()});
            mm::local_stack().set_top(top);
        }
    }
    interrupt_depth_ = kNoInterrupt;
    interrupted_ = false;
}

// `next` continues on CPU `cpu`, where we are from now on; the thread that runs there is preempted.
void Interleaver::put_on(Actor& next, u32 cpu)
{
    switching_ = true;
    u32 const before = next.thread.last_cpu;
    if (before != cpu) {
        on_cpu(before, [&] {
            if (&current() == &next.thread) sim::switch_to(*idle_[before]);
        });
    }
    here_.emplace(cpu);
    try {
        if (&current() != &next.thread) sim::switch_to(next.thread);
    } catch (Stopped const& stopped) {
        complain(std::string{stopped.report.headline.view()});
    }
    now_ = &next;
    switching_ = false;
}

void Interleaver::switch_to_other()
{
    Fiber& from = now_->fiber;
    Actor& next = other();
    put_on(next, next.thread.last_cpu);
    from.switch_to(next.fiber);
}

void Interleaver::end()
{
    now_->done = true;
    if (other().done) {
        now_->fiber.switch_to(main_);
    } else {
        switch_to_other();
    }
}

Interleaver::Actor& Interleaver::running()
{
    return &current() == &actors_[0].thread ? actors_[0] : actors_[1];
}
Interleaver::Actor& Interleaver::other() { return now_ == &actors_[0] ? actors_[1] : actors_[0]; }

// While a switch is under way, only an interrupt may rely on its pages.
void Interleaver::look()
{
    Model const& model = running().model;
    walkers_look_around();
    for (u32 page = 0; page < kLookedAt; ++page) {
        if (switching_ && !model.holds_from(interrupt_depth_, page)) continue;
        for (auto const seen : seen_at(page)) {
            if (!model.allows(page, seen))
                complain("page " + std::to_string(page) + " shows " + frame_text(seen), page);
        }
    }
}

void Interleaver::expect_nothing_left()
{
    for (u32 cpu = 0; cpu < kCpus; ++cpu) {
        on_cpu(cpu, [&] {
            if (&current() != idle_[cpu]) sim::switch_to(*idle_[cpu]);
            for (u32 page = 0; page < kLookedAt; ++page)
                if (seen_at(page).front())
                    complain("page " + std::to_string(page) + " is still there at the end", page);
        });
    }
    for (Actor const& actor : actors_)
        if (actor.thread.local.in_use()) complain("a thread still has a mapping at the end");
}

void Interleaver::record()
{
    std::string const who = interrupted_ ? "interrupt" : "'" + std::string{current().name} + "'";
    for (u32 page = 0; page < kLookedAt; ++page)
        schedules_[page].add({who + ", CPU " + std::to_string(hw::cpu_index()),
                              "store " + std::to_string(steps_), page_cells(page)});
}

void Interleaver::complain(std::string const& what, u32 page)
{
    if (std::exchange(failed_, true)) return;
    ADD_FAILURE() << what << ", to thread '" << current().name << "' at step " << steps_ << " after"
                  << history_;
    schedules_.at(page).keep(what + ", to thread '" + current().name + "'");
}

} // namespace sim
