// SPDX-License-Identifier: MIT
// The walk over PCI buses that are made of values.
#include "tests/support/fake_pci.hpp"

#include <gmock/gmock.h>

namespace {

using namespace fake::pci;
using kernel::PciAddress;
using kernel::PciFunction;
using kernel::PciList;
using testing::ElementsAre;

class Pci : public testing::Test {
protected:
    std::vector<PciAddress> walk()
    {
        PciList found;
        kernel::list_pci(config_, found);
        std::vector<PciAddress> addresses;
        for (PciFunction const& each : found) addresses.push_back(each.address);
        return addresses;
    }
    Config config_;
};

constexpr u32 kHostBridge = 0x0600'0002, kPciBridge = 0x0604'0000, kDisk = 0x0101'8000;

TEST_F(Pci, EmptyBusesHaveNobody) { EXPECT_TRUE(walk().empty()); }

TEST_F(Pci, SaysWhoADeviceIs)
{
    config_.put({0, 1, 0}, 0x7010'8086, kDisk, kPlain);
    PciList found;
    kernel::list_pci(config_, found);
    ASSERT_EQ(found.size(), 1u);
    PciFunction const expected{.address = {0, 1, 0},
                               .vendor = 0x8086,
                               .device = 0x7010,
                               .base_class = 0x01,
                               .subclass = 0x01,
                               .interface = 0x80};
    EXPECT_EQ(found[0], expected);
}

TEST_F(Pci, SaysWhereADeviceIsAndWhichInterruptItHas)
{
    using enum kernel::PciWindow::Kind;
    PciAddress const where{0, 3, 0};
    config_.put(where, 0x100E'8086, 0x0200'0000, kPlain);
    config_.set(where, 0x10, 0xFEBC'0000);
    config_.set(where, 0x14, 0x0000'C041); // ports
    config_.set(where, 0x18, 0x8000'000C); // prefetchable, and 64 bits with the next one
    config_.set(where, 0x1C, 0x0000'0002);
    config_.set(where, 0x20, 0x0000'0001); // ports that nobody has given a place
    config_.set(where, 0x24, 0xFFFF'FFFF);
    config_.set(where, 0x3C, 0x0000'010B);
    PciList found;
    kernel::list_pci(config_, found);
    EXPECT_EQ(found[0].windows,
              (std::array<kernel::PciWindow, 6>{
                  {{Memory, 0xFEBC'0000}, {Ports, 0xC040}, {Prefetchable, 0x2'8000'0000}, {}, {}, {}}}));
    EXPECT_EQ(found[0].interrupt_pin, 1);
    EXPECT_EQ(found[0].interrupt_line, 11);
}

TEST_F(Pci, SaysWhichErrorsADeviceHasSeen)
{
    PciAddress const where{0, 3, 0};
    config_.put(where, 0x100E'8086, 0x0200'0000, kPlain);
    auto const errors = [&](u32 status) {
        config_.set(where, 0x04, status << 16 | 0xFFFF);
        PciList found;
        kernel::list_pci(config_, found);
        return std::pair{found[0].saw_bad_parity, found[0].signalled_error};
    };
    EXPECT_EQ(errors(0x3EFF), (std::pair{false, false})); // aborts are usual when buses are looked through
    EXPECT_EQ(errors(0x8000), (std::pair{true, false}));
    EXPECT_EQ(errors(0x0100), (std::pair{true, false}));
    EXPECT_EQ(errors(0x4000), (std::pair{false, true}));
}

TEST_F(Pci, UpperHalfBehindTheLastRegisterIsNotRead)
{
    config_.put({0, 3, 0}, 0x100E'8086, 0x0200'0000, kPlain);
    config_.set({0, 3, 0}, 0x24, 0xE000'0004);
    config_.set({0, 3, 0}, 0x28, 0x0000'0007); // something else
    PciList found;
    kernel::list_pci(config_, found);
    EXPECT_EQ(found[0].windows[5].base, 0xE000'0000u);
}

TEST_F(Pci, BridgesBusNumbersAreNoWindows)
{
    config_.put({0, 1, 0}, 0x244E'8086, kPciBridge, kBridge, 7);
    PciList found;
    kernel::list_pci(config_, found);
    EXPECT_EQ(found[0].windows, (std::array<kernel::PciWindow, 6>{}));
}

TEST_F(Pci, OtherFunctionsAreAskedForOnlyWhereFunction0SaysThereAreSome)
{
    config_.put({0, 1, 0}, 0x7000'8086, kHostBridge, kManyFunctions);
    config_.put({0, 1, 3}, 0x7113'8086, kHostBridge, kPlain); // with a gap in the numbers
    config_.put({0, 2, 0}, 0x1234'1111, kDisk, kPlain);
    config_.put({0, 2, 5}, 0x1234'1111, kDisk, kPlain); // an echo of function 0
    EXPECT_THAT(walk(), ElementsAre(PciAddress{0, 1, 0}, PciAddress{0, 1, 3}, PciAddress{0, 2, 0}));
}

TEST_F(Pci, BusesBehindBridgesAreWalkedToAnyDepth)
{
    config_.put({0, 30, 0}, 0x244E'8086, kPciBridge, kBridge, 7);
    config_.put({7, 2, 0}, 0x0026'1011, kPciBridge, kBridge, 9);
    config_.put({9, 31, 0}, 0x1229'8086, kDisk, kPlain);
    EXPECT_THAT(walk(), ElementsAre(PciAddress{0, 30, 0}, PciAddress{7, 2, 0}, PciAddress{9, 31, 0}));
}

TEST_F(Pci, ABusThatNoBridgeLeadsToIsNotAsked)
{
    config_.put({5, 0, 0}, 0x1229'8086, kDisk, kPlain);
    EXPECT_TRUE(walk().empty());
    EXPECT_EQ(config_.reads, 32u);
}

TEST_F(Pci, BridgesInACircleEndTheWalk)
{
    config_.put({0, 1, 0}, 0x244E'8086, kPciBridge, kBridge, 1);
    config_.put({1, 1, 0}, 0x244E'8086, kPciBridge, kBridge,
                0); // a bridge that was never given a number, too
    config_.put({1, 2, 0}, 0x244E'8086, kPciBridge, kBridge, 1);
    EXPECT_EQ(walk().size(), 3u);
}

TEST_F(Pci, AUsbControllerIsFoundBehindABridgeToo)
{
    config_.put({0, 1, 0}, 0x7010'8086, kDisk, kPlain);
    EXPECT_FALSE(kernel::has_usb_controller(config_));
    config_.put({0, 30, 0}, 0x244E'8086, kPciBridge, kBridge, 7);
    config_.put({7, 2, 0}, 0x0194'1033, 0x0C03'3003, kPlain);
    EXPECT_TRUE(kernel::has_usb_controller(config_));
}

TEST_F(Pci, ADeviceThatReadsAsZeroIsNobody)
{
    config_.put({0, 4, 0}, 0, 0, kPlain);
    EXPECT_TRUE(walk().empty());
}

TEST_F(Pci, WhatDoesNotFitTheListIsCounted)
{
    for (u8 bus = 0; bus < 4; ++bus) {
        config_.put({bus, 0, 0}, 0x244E'8086, kPciBridge, kBridge, static_cast<u8>(bus + 1));
        for (u8 device = 1; device < 32; ++device) config_.put({bus, device, 0}, 0x1229'8086, kDisk, kPlain);
    }
    PciList found;
    kernel::list_pci(config_, found);
    EXPECT_EQ(found.size(), 96u);
    EXPECT_EQ(found.left_out(), 32u);
}

TEST(PciClass, HasANameForEveryPairOfNumbers)
{
    EXPECT_EQ(kernel::pci_class_name(0x06, 0x00), "host bridge");
    EXPECT_EQ(kernel::pci_class_name(0x0C, 0x03), "USB controller");
    EXPECT_EQ(kernel::pci_class_name(0x02, 0x80), "network controller"); // of the class, but no known kind
    EXPECT_EQ(kernel::pci_class_name(0x11, 0x00), "signal processing controller");
    EXPECT_EQ(kernel::pci_class_name(0x12, 0x00), "unknown");
    EXPECT_EQ(kernel::pci_class_name(0xFF, 0xFF), "unknown");
}

} // namespace
