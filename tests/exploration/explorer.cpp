// SPDX-License-Identifier: MIT
#include "tests/exploration/explorer.hpp"

#include "tests/support/schedule.hpp"

#include <algorithm>
#include <ctime>
#include <unordered_map>

namespace exploration {

namespace {

/// What the bound on switches depends on.
struct Turn {
    u32 cpu = 0;  ///< that made the last step
    u32 left = 0; ///< switches that may still be forced
};

struct Branch {
    std::vector<std::byte> state;
    Turn turn;
    std::vector<Action> left; ///< to be tried from here, the last one first
    Action last{};            ///< the one that was tried last
};

class Search {
public:
    explicit Search(Exploration& exploration) : exploration_{exploration} {}

    Outcome run()
    {
        clock_t const begin = clock();
        std::vector<std::byte> memory;
        exploration_.memory.save(memory);
        start(exploration_);
        turn_.left = exploration_.forced_switches;
        arrive();
        while (outcome_.complaint.empty() && depth_ != 0) go_on();
        static_cast<void>(exploration_.memory.restore(memory)); // for whatever comes after
        outcome_.cpu_seconds = static_cast<double>(clock() - begin) / CLOCKS_PER_SEC;
        return std::move(outcome_);
    }

private:
    void go_on()
    {
        Branch& branch = branches_[depth_ - 1];
        if (branch.left.empty()) {
            --depth_;
            return;
        }
        Action const action = branch.left.back();
        branch.left.pop_back();
        restore_state(branch.state);
        branch.last = action;
        turn_ = branch.turn;
        if (!take_turn(action)) return;
        happen(action);
        ++outcome_.steps;
        arrive();
    }

    // Stores become visible, and flushes arrive, whoever runs. False if the bound is reached.
    bool take_turn(Action action)
    {
        if (exploration_.forced_switches == Exploration::kNoBound) return true;
        if (action.event == Event::Drain || action.event == Event::Drop) return true;
        bool const forced = action.cpu != turn_.cpu && can_go_on(turn_.cpu);
        if (forced && turn_.left == 0) return false;
        turn_ = {action.cpu, turn_.left - (forced ? 1 : 0)};
        return true;
    }

    // Or seen with fewer switches left.
    bool is_new()
    {
        u64 const state = mix(state_hash(), turn_.cpu);
        auto const [place, added] = seen_.try_emplace(state, turn_.left);
        if (!added && place->second >= turn_.left) return false;
        place->second = turn_.left;
        return true;
    }

    // In a state, new or not.
    void arrive()
    {
        std::string wrong = complaint();
        if (!wrong.empty() && !exploration_.expected_stop.empty() &&
            wrong.find(exploration_.expected_stop) != std::string::npos) {
            ++outcome_.expected_stops;
            return;
        }
        if (wrong.empty()) wrong = exploration_.always();
        if (!wrong.empty()) return complain_of(wrong);
        if (!is_new()) return;
        if (++outcome_.states > exploration_.most_states) return complain_of("there is no end to it");
        auto actions = able();
        if (actions.empty()) return arrive_at_an_end();
        if (depth_ == branches_.size()) branches_.emplace_back();
        Branch& branch = branches_[depth_++];
        std::reverse(actions.begin(), actions.end());
        branch.left = std::move(actions);
        branch.turn = turn_;
        save_state(branch.state);
        outcome_.depth = std::max<u64>(outcome_.depth, depth_);
    }

    void arrive_at_an_end()
    {
        ++outcome_.ends;
        std::string const wrong = all_ended() ? exploration_.at_the_end() : "nobody can go on";
        if (!wrong.empty()) complain_of(wrong);
    }

    void complain_of(std::string const& wrong);

    Exploration& exploration_;
    Outcome outcome_;
    Turn turn_;
    std::unordered_map<u64, u32> seen_; ///< and how many switches were left there, at most
    std::vector<Branch> branches_;      ///< more than are in use, to keep their memory
    std::size_t depth_ = 0;
};

std::string text_of(Action action)
{
    std::string const cpu = "\n  CPU " + std::to_string(action.cpu) + ": ";
    switch (action.event) {
    case Event::Step: return cpu + doing(action.cpu);
    case Event::Drain: return cpu + "      its oldest store becomes visible";
    case Event::Interrupt: return cpu + "      takes the interrupt, before: " + doing(action.cpu);
    case Event::Drop: return cpu + "      drops what others asked for";
    }
    return {};
}

// Which page a complaint is about, or the first.
u32 page_of(std::string const& complaint)
{
    auto const place = complaint.find("page ");
    if (place == std::string::npos || place + 5 >= complaint.size()) return 0;
    u32 const page = static_cast<u32>(complaint[place + 5] - '0');
    return page < kPages ? page : 0;
}

std::vector<std::string> rows_of(u32 page, u32 cpus)
{
    std::string const which = "page " + std::to_string(page) + ": ";
    std::vector<std::string> rows{which + "high half", which + "low half"};
    for (u32 cpu = 0; cpu < cpus; ++cpu) rows.push_back("TLB of CPU " + std::to_string(cpu));
    return rows;
}

// As the CPU that is about to act reads it.
sim::Moment moment_before(Action action, u32 page, u32 cpus)
{
    u64 const entry = entry_seen_by(action.cpu, page);
    sim::Moment moment{
        "CPU " + std::to_string(action.cpu),
        text_of(action).substr(sizeof "\n  CPU 0: " - 1),
        {sim::Schedule::hex(static_cast<u32>(entry >> 32)), sim::Schedule::hex(static_cast<u32>(entry))},
        action.event == Event::Interrupt ? "interrupt" : ""};
    for (u32 cpu = 0; cpu < cpus; ++cpu) {
        std::string cached;
        for (u64 const each : may_use(cpu, page))
            if (each != 0)
                cached += (cached.empty() ? "" : " or ") + sim::Schedule::hex(static_cast<u32>(each));
        moment.cells.push_back(cached);
    }
    return moment;
}

// The way is gone over once more, to say what each step was.
void Search::complain_of(std::string const& wrong)
{
    std::string text = wrong;
    for (u32 cpu = 0; cpu < exploration_.cpus; ++cpu)
        text += "\n  CPU " + std::to_string(cpu) + " is about to: " + doing(cpu);
    text += "\nafter:";
    u32 const page = page_of(wrong), cpus = exploration_.cpus;
    sim::Schedule schedule;
    schedule.begin(rows_of(page, cpus));
    sim::Moment last = moment_before({Event::Step, turn_.cpu}, page, cpus);
    for (std::size_t depth = 0; depth < depth_; ++depth) {
        restore_state(branches_[depth].state);
        text += text_of(branches_[depth].last);
        schedule.add(moment_before(branches_[depth].last, page, cpus));
    }
    schedule.add(std::move(last));
    schedule.keep(wrong);
    outcome_.complaint = text;
}

} // namespace

Outcome explore(Exploration& exploration) { return Search{exploration}.run(); }

} // namespace exploration
