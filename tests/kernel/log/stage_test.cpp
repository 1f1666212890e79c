// SPDX-License-Identifier: MIT
// The table of boot stages against what is made of it elsewhere: NASM's part and the README.
#include "kernel/hw/power.hpp"
#include "kernel/log/stage.hpp"
#include "lib/format.hpp"

#include <fstream>
#include <set>
#include <sstream>
#include <vector>

namespace {

std::vector<u8> g_post_codes; // NOLINT: what the POST card has shown

std::string read_file(char const* path)
{
    std::ifstream file{std::string{PROJECT_ROOT} + "/" + path};
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

} // namespace

void hw::post_code(u8 code) noexcept { g_post_codes.push_back(code); }

namespace {

using kernel::Stage;

TEST(Stages, NoTwoShareACodeOrALetter)
{
    std::set<Stage> codes;
    std::set<char> letters;
    for (auto const& sign : kernel::stage_signs()) {
        EXPECT_TRUE(codes.insert(sign.stage).second) << sign.text;
        if (sign.letter != ' ') {
            EXPECT_TRUE(letters.insert(sign.letter).second) << sign.text;
        }
    }
}

TEST(Stages, CodesRiseSoThatALaterOneIsALargerNumber)
{
    auto const signs = kernel::stage_signs();
    EXPECT_TRUE(std::ranges::is_sorted(signs, {}, &kernel::StageSign::stage));
}

TEST(Stages, PostCardShowsTheStage)
{
    g_post_codes.clear();
    kernel::reach(Stage::Memory);
    kernel::reach(Stage::Panic);
    EXPECT_EQ(g_post_codes, (std::vector<u8>{0x21, 0xE3}));
}

TEST(Stages, ReadmeListsThemAll)
{
    std::string const readme = read_file("README.md");
    for (auto const& sign : kernel::stage_signs()) {
        std::string const letter = sign.letter == ' ' ? "" : std::string{"`"} + sign.letter + "` ";
        auto const row =
            lib::formatted<200>("| {:#04x} | {}{} |", static_cast<u32>(sign.stage), letter, sign.text);
        EXPECT_NE(readme.find(row.view()), std::string::npos) << row.view();
    }
}

} // namespace
