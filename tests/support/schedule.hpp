// SPDX-License-Identifier: MIT
// The schedule that made a test fail, for tools/lab/picture.py to draw: who ran, what happened, and what
// stood where at each moment. Kept only where the environment's DORMER_SCHEDULES names a folder, as one JSON
// file for each test that failed; otherwise nobody records anything.
#pragma once

#include "lib/types.hpp"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <iomanip>
#include <sstream>
#include <string>
#include <vector>

namespace sim {

struct Moment {
    std::string who;                ///< runs: "thread 'first', CPU 0", "interrupt"
    std::string what;               ///< it does, or has done
    std::vector<std::string> cells; ///< one for each row; empty text for nothing
    std::string event{};            ///< what came here from outside: "interrupt", "switch"; mostly nothing
};

class Schedule {
public:
    [[nodiscard]] static bool wanted()
    {
        static bool const wanted = std::getenv("DORMER_SCHEDULES") != nullptr;
        return wanted;
    }

    void begin(std::vector<std::string> rows)
    {
        rows_ = std::move(rows);
        moments_.clear();
    }
    void add(Moment moment) { moments_.push_back(std::move(moment)); }
    /// Something came after the latest moment.
    void mark(std::string const& event)
    {
        if (!moments_.empty()) moments_.back().event = event;
    }

    /// Of the test that runs; `complaint` says what is wrong at the last moment: if empty, what the test has
    /// said when it failed.
    void keep(std::string const& complaint = {}) const
    {
        if (!wanted() || moments_.empty()) return;
        auto const& test = *testing::UnitTest::GetInstance()->current_test_info();
        std::string const name = std::string{test.test_suite_name()} + '.' + test.name();
        std::string base = name;
        for (char& letter : base)
            if (letter == '/') letter = '-'; // of tests with parameters
        std::ofstream file{std::string{std::getenv("DORMER_SCHEDULES")} + '/' + base + ".json"};
        file << "{\"test\": " << quoted(name)
             << ",\n \"complaint\": " << quoted(complaint.empty() ? first_failure(test) : complaint)
             << ",\n \"rows\": " << list(rows_) << ",\n \"moments\": [";
        char const* separator = "\n";
        for (Moment const& each : moments_) {
            file << separator << "  {\"who\": " << quoted(each.who) << ", \"what\": " << quoted(each.what)
                 << ", \"event\": " << quoted(each.event) << ", \"cells\": " << list(each.cells) << '}';
            separator = ",\n";
        }
        file << "]}\n";
    }

    /// Eight digits; nothing for 0.
    [[nodiscard]] static std::string hex(u32 value)
    {
        if (value == 0) return {};
        std::ostringstream text;
        text << "0x" << std::hex << std::setfill('0') << std::setw(8) << value;
        return text.str();
    }

private:
    // The values that it names in quotes, and its last line, which tests write themselves.
    static std::string first_failure(testing::TestInfo const& test)
    {
        auto const& result = *test.result();
        for (int part = 0; part < result.total_part_count(); ++part) {
            if (!result.GetTestPartResult(part).failed()) continue;
            std::istringstream lines{result.GetTestPartResult(part).message()};
            std::string said, last;
            for (std::string line; std::getline(lines, line); last = line) {
                auto const value = line.find("Which is: \"");
                if (value != std::string::npos && value + 12 < line.size())
                    said += line.substr(value + 11, line.size() - value - 12) + ", ";
            }
            return said + last;
        }
        return {};
    }
    static std::string quoted(std::string const& text)
    {
        std::string result = "\"";
        for (char const letter : text) {
            if (letter == '"' || letter == '\\') result += '\\';
            result += static_cast<unsigned char>(letter) < ' ' ? ' ' : letter;
        }
        return result + '"';
    }
    static std::string list(std::vector<std::string> const& texts)
    {
        std::string result = "[";
        for (std::string const& each : texts) result += (result.size() > 1 ? ", " : "") + quoted(each);
        return result + ']';
    }

    std::vector<std::string> rows_;
    std::vector<Moment> moments_;
};

} // namespace sim
