// SPDX-License-Identifier: MIT
// The course of a memory test: all traversals of all passes, one after the other, with progress reported on
// the way. Read next: runs/memtest/sweep.hpp (one traversal).
#pragma once

#include "kernel/thread/clock.hpp"
#include "runs/memtest/options.hpp"
#include "runs/memtest/progress.hpp"
#include "runs/memtest/workers.hpp"

namespace kernel::memtest {

class Course {
public:
    Course(Options const& options, Pool const& pool, Workers& workers, Findings& findings)
        : options_{options}, pool_{pool}, workers_{workers}, findings_{findings}, least_done_{pool.frames()}
    {
    }

    void run();

    [[nodiscard]] u32 passes_done() const { return passes_; }
    [[nodiscard]] bool stopped() const { return stopped_; }
    /// Frames that every traversal of every complete pass has reached.
    [[nodiscard]] u32 frames_done() const { return passes_ == 0 ? 0 : least_done_; }
    /// What was done for one pattern, in all passes.
    [[nodiscard]] Work const& work(Pattern pattern) const { return work_[static_cast<u32>(pattern)]; }

private:
    void say_length();
    void run_pass();
    void run_pattern(PatternInfo const& pattern);
    void run_step(Traversal const& traversal);
    void sweep(Traversal const& traversal);
    void pause();
    void watch(Sweep& sweep, Traversal const& traversal, Tick begin);
    void ask_whether_to_stop();
    void say_progress(Progress const& progress);
    void show_panel(Progress const& progress) const;

    Options const& options_;
    Pool const& pool_;
    Workers& workers_;
    Findings& findings_;
    u32 passes_ = 0; ///< completed ones; also the number of the one that runs, from 0
    bool stopped_ = false;
    u32 least_done_; ///< by any traversal that was not stopped
    Progress progress_;
    Tick begin_;
    Tick last_words_;
    bool said_progress_ = false;
    bool panel_ = false;       ///< there is one
    std::string_view pattern_; ///< name of the one that runs
    std::array<Work, kPatternCount> work_{};
};

} // namespace kernel::memtest
