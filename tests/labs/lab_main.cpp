// SPDX-License-Identifier: MIT
// The program that judges a lab (tools/lab/running.py): googletest, and one line for the test that was run,
// with a number that only its caller knows. What a student's code prints is no result.
#include <cstring>
#include <gtest/gtest.h>
#include <iostream>

namespace {

class ResultLine : public testing::EmptyTestEventListener {
public:
    explicit ResultLine(std::string number) : number_{std::move(number)} {}

private:
    void OnTestEnd(testing::TestInfo const& test) override
    {
        auto const& result = *test.result();
        char const* const word = result.Failed() ? "failed" : result.Skipped() ? "skipped" : "passed";
        std::cout << "\nlab-result " << number_ << ' ' << word << ' ' << test.test_suite_name() << '.'
                  << test.name() << std::endl;
    }

    std::string number_;
};

// Takes the number out of the command line, so that it stands nowhere else.
std::string take_number(int& argc, char** argv)
{
    constexpr std::string_view kOption = "--number=";
    std::string number;
    int kept = 1;
    for (int at = 1; at < argc; ++at) {
        if (std::string_view{argv[at]}.starts_with(kOption)) {
            number = argv[at] + kOption.size();
            std::memset(argv[at], ' ', std::strlen(argv[at]));
        } else {
            argv[kept++] = argv[at];
        }
    }
    argc = kept;
    argv[argc] = nullptr;
    return number;
}

} // namespace

int main(int argc, char** argv)
{
    std::string const number = take_number(argc, argv);
    testing::InitGoogleTest(&argc, argv);
    testing::UnitTest::GetInstance()->listeners().Append(new ResultLine{number}); // googletest deletes it
    return RUN_ALL_TESTS();
}
