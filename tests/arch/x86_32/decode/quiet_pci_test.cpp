// SPDX-License-Identifier: MIT
// What loaders and firmware leave on in PCI functions, and what must stay on.
#include "arch/x86_32/decode/quiet_pci.hpp"
#include "tests/support/fake_pci.hpp"

#include <gmock/gmock.h>

namespace {

using namespace fake::pci;
using kernel::PciAddress;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr u32 kCard = 0x100E'8086, kNetworkClass = 0x0200'0000, kUsbClass = 0x0C03'0000;
constexpr u8 kCommandAt = 0x04, kListAt = 0x34;
constexpr u32 kCapabilities = 0x0010'0000, kMaster = 0x4, kPortsAndMemory = 0x3;

class QuietPci : public testing::Test {
protected:
    void put(PciAddress address, u32 kind, u32 command_and_status, u8 first_capability = 0)
    {
        config_.put(address, kCard, kind, kPlain);
        config_.set(address, kCommandAt, command_and_status);
        config_.set(address, kListAt, first_capability);
    }
    Config config_;
    PciAddress const where_{0, 3, 0};
};

TEST_F(QuietPci, MessagesAreSwitchedOffWhereverTheyStandInTheList)
{
    put(where_, kUsbClass, kCapabilities | kPortsAndMemory, 0x40);
    config_.set(where_, 0x40, 0x0002'5001);    // power management, next 0x50
    config_.set(where_, 0x50, 0x0081'6005);    // MSI, on; next 0x60
    config_.set(where_, 0x60, 0x8007'0011);    // MSI-X, on; the last one
    config_.set({0, 3, 1}, 0x60, 0x8007'0011); // of a function that nobody asks for
    auto const found = arch::quiet_pci(config_);
    EXPECT_THAT(config_.writes, ElementsAre(Config::Write{where_, 0x50, 0x0080'6005},
                                            Config::Write{where_, 0x60, 0x0007'0011}));
    EXPECT_EQ(found.messages.count, 1u);
    EXPECT_EQ(found.messages.first, where_);
    EXPECT_EQ(found.network.count, 0u);
}

TEST_F(QuietPci, WhatIsOffIsNotWritten)
{
    put(where_, kNetworkClass, kCapabilities | kPortsAndMemory, 0x50);
    config_.set(where_, 0x50, 0x0080'6005);
    config_.set(where_, 0x60, 0x0007'0011);
    EXPECT_EQ(arch::quiet_pci(config_).messages.count, 0u);
    EXPECT_THAT(config_.writes, IsEmpty());
}

TEST_F(QuietPci, AFunctionWithoutAListHasNone)
{
    put(where_, kUsbClass, kPortsAndMemory, 0x50);
    config_.set(where_, 0x50, 0x0081'0005);
    EXPECT_EQ(arch::quiet_pci(config_).messages.count, 0u);
    EXPECT_THAT(config_.writes, IsEmpty());
}

TEST_F(QuietPci, AListThatLeadsBackOrIntoTheHeaderEnds)
{
    put(where_, kUsbClass, kCapabilities, 0x50);
    config_.set(where_, 0x50, 0x0002'6001);
    config_.set(where_, 0x60, 0x0002'5001);
    put({0, 4, 0}, kUsbClass, kCapabilities, 0x3C); // where interrupt line and pin are
    config_.set({0, 4, 0}, 0x3C, 0x0001'0005);
    EXPECT_EQ(arch::quiet_pci(config_).messages.count, 0u);
    EXPECT_LT(config_.reads, 1000u);
    EXPECT_THAT(config_.writes, IsEmpty());
}

TEST_F(QuietPci, OnlyANetworkCardLosesItsRightToWriteIntoMemory)
{
    put(where_, kNetworkClass, 0xF900'0000 | kMaster | kPortsAndMemory);
    put({0, 4, 0}, kUsbClass, kMaster | kPortsAndMemory);
    put({0, 5, 0}, kNetworkClass, kMaster);
    auto const found = arch::quiet_pci(config_);
    EXPECT_THAT(config_.writes,
                ElementsAre(Config::Write{where_, kCommandAt, kPortsAndMemory}, // and no errors are forgotten
                            Config::Write{{0, 5, 0}, kCommandAt, 0}));
    EXPECT_EQ(found.network.count, 2u);
    EXPECT_EQ(found.network.first, where_);
}

TEST_F(QuietPci, FunctionsBehindBridgesAreStoppedToo)
{
    config_.put({0, 30, 0}, 0x244E'8086, 0x0604'0000, kBridge, 7);
    put({7, 2, 0}, kUsbClass, kCapabilities, 0x50);
    config_.set({7, 2, 0}, 0x50, 0x0001'0005);
    EXPECT_EQ(arch::quiet_pci(config_).messages.first, (PciAddress{7, 2, 0}));
}

TEST_F(QuietPci, ACardBusBridgeHasItsListElsewhere)
{
    config_.put(where_, kCard, 0x0607'0000, 0x02);
    config_.set(where_, kCommandAt, kCapabilities);
    config_.set(where_, 0x14, 0x80);
    config_.set(where_, 0x80, 0x0001'0005);
    EXPECT_EQ(arch::quiet_pci(config_).messages.count, 1u);
}

} // namespace
