// SPDX-License-Identifier: MIT
// What a bank's status and port 0x61 say, in words.
#include "arch/x86_32/decode/machine_check.hpp"

#include <gtest/gtest.h>

namespace {

std::string words(u64 status)
{
    lib::Text<160> text;
    kernel::print_error_status(text, status);
    return std::string{text.view()};
}

constexpr u64 kUncorrected = u64{1} << 63 | u64{1} << 61;

TEST(ErrorStatus, SaysWhetherItWasCorrectedAndWhatIsLost)
{
    EXPECT_EQ(words(0xbe00'0000'0000'0135),
              "not corrected, execution cannot continue: cache of data, level 1, data read");
    EXPECT_EQ(words(0x9c00'0000'0000'0135), "corrected: cache of data, level 1, data read");
    EXPECT_EQ(words(0xd000'0000'0000'0005), "corrected, others were lost: parity inside the CPU");
}

TEST(ErrorStatus, MemoryControllerNamesItsChannel)
{
    EXPECT_EQ(words(kUncorrected | 0x0091), "not corrected: memory read error, channel 1");
    EXPECT_EQ(words(kUncorrected | 0x00CF), "not corrected: memory scrubbing error");
}

TEST(ErrorStatus, CompoundCodesAreTakenApart)
{
    EXPECT_EQ(words(kUncorrected | 0x0015), "not corrected: TLB of data, level 1");
    EXPECT_EQ(words(kUncorrected | 0x000E), "not corrected: caches, level 2");
    EXPECT_EQ(words(kUncorrected | 0x0800), "not corrected: bus, access of memory, this CPU asked");
    EXPECT_EQ(words(kUncorrected | 0x0d1b), "not corrected: bus, read of I/O, this CPU looked on, timed out");
}

TEST(ErrorStatus, CodeThatMayBeFilteredIsTheSame)
{
    EXPECT_EQ(words(kUncorrected | 0x1135), words(kUncorrected | 0x0135));
}

TEST(ErrorStatus, SimpleAndUnknownCodesAreNamed)
{
    EXPECT_EQ(words(kUncorrected | 0x0400), "not corrected: the CPU's internal timer");
    EXPECT_EQ(words(kUncorrected | 0x0E0B), "not corrected: an I/O error");
    EXPECT_EQ(words(kUncorrected | 0x0412), "not corrected: inside the CPU, of no class");
    EXPECT_EQ(words(kUncorrected | 0x4000), "not corrected: an unknown code");
}

TEST(ErrorStatus, OnlyAValidOneThatIsNotUncorrectedIsCorrected)
{
    using arch::error_status::corrected;
    EXPECT_TRUE(corrected(0x8000'0000'0000'0000));
    EXPECT_FALSE(corrected(0));
    EXPECT_FALSE(corrected(kUncorrected));
}

TEST(NmiSentence, NamesTheBitsThatAreSet)
{
    EXPECT_EQ(arch::nmi_sentence(0xB1), "memory parity, or SERR# of a PCI device (port 0x61, bit 7)");
    EXPECT_EQ(arch::nmi_sentence(0x40), "IOCHK# of a card (port 0x61, bit 6)");
    EXPECT_TRUE(arch::nmi_sentence(0xC0).starts_with("memory parity or SERR#"));
    EXPECT_TRUE(arch::nmi_sentence(0x21).starts_with("the chipset gives no reason"));
}

} // namespace
