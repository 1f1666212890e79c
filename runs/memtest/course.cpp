// SPDX-License-Identifier: MIT
#include "runs/memtest/course.hpp"

#include "kernel/log/console.hpp"
#include "kernel/log/ctrl_c.hpp"
#include "kernel/log/log.hpp"
#include "kernel/thread/sleep.hpp"
#include "runs/memtest/panel.hpp"

#include <algorithm>

namespace kernel::memtest {

namespace {

// The first ones come soon: somebody wants to know whether it works.
constexpr u32 kSecondsBetweenWords = 10, kSecondsToFirstWords = 1;

u32 pause_seconds(Options const& options)
{
    if (!options.patterns.contains(Pattern::BitFade)) return 0;
    return info(Pattern::BitFade).rounds * options.fade_seconds;
}

u64 traffic(Sweep const& sweep, Traversal const& traversal)
{
    return u64{sweep.done()} * traffic_per_page(traversal.pattern, traversal.step);
}

} // namespace

void Course::run()
{
    begin_ = last_words_ = clock::now();
    say_length();
    panel_ = console_open_panel(kPanelRows);
    while (!stopped_ && (options_.passes == 0 || passes_ < options_.passes)) {
        run_pass();
        if (!stopped_) ++passes_;
    }
    console_close_panel();
}

// A tenth of a second of filling, for the rate alone. The slowest pattern may take half as long again.
void Course::say_length()
{
    Traversal const fill{Pattern::Fixed, Step::Fill, 0, 0};
    Tick const begin = clock::now();
    Sweep sample{pool_, fill, findings_};
    workers_.run(sample, [&] { sample.stop(); });
    Work const work{traffic(sample, fill), clock::now() - begin};
    auto const how_many = lib::Counted{options_.patterns.count(), "pattern"};
    u64 const bytes = traffic_per_page_and_pass(options_.patterns) * pool_.frames();
    if (mebibytes_per_second(work, clock::hz()) == 0) return say("memtest: {}", how_many);
    Progress const whole{{0, 0}, bytes, pause_seconds(options_)};
    say("memtest: {}, about {} a pass", how_many, duration(whole.seconds_at(work, clock::hz())));
}

void Course::run_pass()
{
    u64 const bytes = traffic_per_page_and_pass(options_.patterns) * pool_.frames();
    progress_ = {{}, bytes, pause_seconds(options_)};
    for (PatternInfo const& pattern : patterns()) {
        if (!stopped_ && options_.patterns.contains(pattern.pattern)) run_pattern(pattern);
    }
}

void Course::run_pattern(PatternInfo const& pattern)
{
    pattern_ = pattern.name;
    say_beside_panel("memtest: pass {}, {}% done: {}", passes_ + 1, progress_.percent(), pattern.name);
    show_panel(progress_);
    for (u32 round = 0; round < pattern.rounds; ++round) {
        for (Step const step : pattern.steps) {
            if (!stopped_) run_step({pattern.pattern, step, round, passes_});
        }
    }
}

void Course::run_step(Traversal const& traversal)
{
    if (traversal.step == Step::Pause) {
        pause();
    } else {
        sweep(traversal);
    }
    ask_whether_to_stop();
}

void Course::sweep(Traversal const& traversal)
{
    Tick const begin = clock::now();
    Sweep sweep{pool_, traversal, findings_};
    workers_.run(sweep, [&] { watch(sweep, traversal, begin); });
    if (!stopped_) least_done_ = std::min(least_done_, sweep.done());
    Work const work{traffic(sweep, traversal), clock::now() - begin};
    progress_.done.add(work);
    work_[static_cast<u32>(traversal.pattern)].add(work);
}

void Course::pause()
{
    for (u32 second = 0; second < options_.fade_seconds && !stopped_; ++second) {
        for (u32 tenth = 0; tenth < 10 && !stopped_; ++tenth) {
            sleep_ms(100);
            ask_whether_to_stop();
        }
        --progress_.pause_seconds;
        show_panel(progress_);
    }
}

void Course::watch(Sweep& sweep, Traversal const& traversal, Tick begin)
{
    ask_whether_to_stop();
    if (stopped_) sweep.stop();
    Progress now = progress_;
    now.done.add({traffic(sweep, traversal), clock::now() - begin});
    show_panel(now);
    u32 const seconds = said_progress_ ? kSecondsBetweenWords : kSecondsToFirstWords;
    if (clock::now() - last_words_ >= seconds * clock::hz()) say_progress(now);
}

void Course::ask_whether_to_stop() { stopped_ = stopped_ || ctrl_c_typed(); }

void Course::say_progress(Progress const& progress)
{
    last_words_ = clock::now();
    said_progress_ = true;
    say_beside_panel("memtest: pass {}, {}% done, {} MiB/s read and written, {} left", passes_ + 1,
                     progress.percent(), mebibytes_per_second(progress.done, clock::hz()),
                     duration(progress.seconds_left(clock::hz())));
}

void Course::show_panel(Progress const& progress) const
{
    if (!panel_) return;
    auto const bad = findings_.first_bad();
    auto const rows = panel_rows({.mebibytes = static_cast<u32>(u64{pool_.frames()} * kPageSize >> 20),
                                  .cpus = workers_.count(),
                                  .pass = passes_ + 1,
                                  .passes = options_.passes,
                                  .pattern = pattern_,
                                  .percent = progress.percent(),
                                  .rate = mebibytes_per_second(progress.done, clock::hz()),
                                  .seconds = (clock::now() - begin_) / clock::hz(),
                                  .seconds_left = progress.seconds_left(clock::hz()),
                                  .errors = findings_.errors(),
                                  .bad = bad.view()});
    for (u32 row = 0; row < kPanelRows; ++row) console_write_panel(row, rows[row].view());
}

} // namespace kernel::memtest
