// SPDX-License-Identifier: MIT
#include "tests/exploration/explorer.hpp"

#include <algorithm>
#include <ctime>
#include <unordered_set>

namespace exploration {

namespace {

struct Branch {
    std::vector<std::byte> state;
    std::vector<Action> left; ///< to be tried from here, the last one first
    Action last{};            ///< the one that was tried last
};

class Search {
public:
    explicit Search(Exploration& exploration) : exploration_{exploration} {}

    Outcome run()
    {
        clock_t const begin = clock();
        start(exploration_);
        arrive();
        while (outcome_.complaint.empty() && depth_ != 0) go_on();
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
        happen(action);
        ++outcome_.steps;
        arrive();
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
        if (!seen_.insert(state_hash()).second) return;
        if (++outcome_.states > exploration_.most_states) return complain_of("there is no end to it");
        auto actions = able();
        if (actions.empty()) return arrive_at_an_end();
        if (depth_ == branches_.size()) branches_.emplace_back();
        Branch& branch = branches_[depth_++];
        std::reverse(actions.begin(), actions.end());
        branch.left = std::move(actions);
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
    std::unordered_set<u64> seen_;
    std::vector<Branch> branches_; ///< more than are in use, to keep their memory
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

// The way is gone over once more, to say what each step was.
void Search::complain_of(std::string const& wrong)
{
    std::string text = wrong;
    for (u32 cpu = 0; cpu < exploration_.cpus; ++cpu)
        text += "\n  CPU " + std::to_string(cpu) + " is about to: " + doing(cpu);
    text += "\nafter:";
    for (std::size_t depth = 0; depth < depth_; ++depth) {
        restore_state(branches_[depth].state);
        text += text_of(branches_[depth].last);
    }
    outcome_.complaint = text;
}

} // namespace

Outcome explore(Exploration& exploration) { return Search{exploration}.run(); }

} // namespace exploration
