// SPDX-License-Identifier: MIT
// Clocks that ACPI names: believed only where they can be read, and what their readings amount to.
#include "arch/x86_32/decode/acpi_clocks.hpp"
#include "tests/support/fake_acpi.hpp"

#include <gtest/gtest.h>

namespace {

using arch::CountupMeter;
using arch::PhysicalTable;
using arch::PmTimer;

constexpr u32 kAt = 0xF'0000;

class AcpiClocksTest : public testing::Test {
protected:
    PhysicalTable table(std::string_view name, fake::Bytes const& body)
    {
        auto const bytes = fake::acpi_table(name, body);
        memory_.put(kAt, bytes);
        return {memory_, PhysAddr{u64{kAt}}, static_cast<u32>(bytes.size())};
    }

    // Zeros except for what matters; offsets as ACPI counts them, from the table's start.
    PhysicalTable fadt(u32 port, u8 timer_bytes, u32 flags)
    {
        fake::Bytes body;
        body.zeros(76 - 36).number(port, 4).zeros(91 - 80).u8s({timer_bytes}).zeros(112 - 92);
        return table("FACP", body.number(flags, 4));
    }

    PhysicalTable hpet(u8 space, u64 registers)
    {
        fake::Bytes body;
        return table("HPET", body.number(0x8086'A201, 4).u8s({space, 64, 0, 0}).number(registers, 8));
    }

    fake::Memory memory_;
};

TEST_F(AcpiClocksTest, PmTimerHas24BitsUnlessAFlagSaysThirtyTwo)
{
    EXPECT_EQ(arch::read_fadt(fadt(0x608, 4, 0)), (PmTimer{0x608, 0xFF'FFFF}));
    EXPECT_EQ(arch::read_fadt(fadt(0x608, 4, 1u << 8)), (PmTimer{0x608, 0xFFFF'FFFF}));
}

TEST_F(AcpiClocksTest, MachineWithoutPmTimerHasNone)
{
    EXPECT_EQ(arch::read_fadt(fadt(0, 4, 0)), std::nullopt);
    EXPECT_EQ(arch::read_fadt(fadt(0x608, 0, 0)), std::nullopt);
    EXPECT_EQ(arch::read_fadt(fadt(0x1'0608, 4, 0)), std::nullopt) << "no I/O port";
}

TEST_F(AcpiClocksTest, TableThatEndsTooEarlyIsNotReadBeyondItsEnd)
{
    EXPECT_EQ(arch::read_fadt(table("FACP", fake::Bytes{}.zeros(40))), std::nullopt);
    EXPECT_EQ(arch::read_hpet_table(table("HPET", fake::Bytes{}.zeros(8))), std::nullopt);
}

TEST_F(AcpiClocksTest, HpetIsWhereItsTableSaysIfThatIsMemory)
{
    EXPECT_EQ(arch::read_hpet_table(hpet(0, 0xFED0'0000)), PhysAddr{0xFED0'0000ull});
    EXPECT_EQ(arch::read_hpet_table(hpet(1, 0xFED0'0000)), std::nullopt) << "ports";
    EXPECT_EQ(arch::read_hpet_table(hpet(0, 0)), std::nullopt);
    EXPECT_EQ(arch::read_hpet_table(hpet(0, 0xFED0'0004)), std::nullopt) << "not aligned";
    EXPECT_EQ(arch::read_hpet_table(hpet(0, 0x1000'FED0'0000)), std::nullopt) << "in 32 bits, another frame";
}

TEST(CountupMeterTest, GoesAround)
{
    CountupMeter meter{0xFF'FFFF, 0xFF'FFF0};
    meter.read(0x10);
    EXPECT_EQ(meter.ticks(), 0x20u);
    meter.read(0x30);
    EXPECT_EQ(meter.ticks(), 0x40u);
}

TEST(CountupMeterTest, StandsStillAfterManyEqualReadings)
{
    CountupMeter meter{~0u, 5};
    for (u32 reading = 1; reading < CountupMeter::kStuckReadings; ++reading) meter.read(5);
    EXPECT_FALSE(meter.stuck());
    meter.read(5);
    EXPECT_TRUE(meter.stuck());
    EXPECT_EQ(meter.ticks(), 0u);
}

} // namespace
