// SPDX-License-Identifier: MIT
// How many bytes an instruction still wanted, for machine code as NASM assembles it.
#include "kernel/hw/faulting_instruction.hpp"

#include <gtest/gtest.h>
#include <initializer_list>
#include <vector>

namespace {

constexpr u32 kGuard = 0xFEC0'2000; // first byte that cannot be reached

class FaultingInstruction : public testing::Test {
protected:
    FaultingInstruction() { frame_.cr2 = kGuard; }

    u32 wanted(std::initializer_list<u8> code) const
    {
        return kernel::bytes_still_wanted(frame_, std::vector<u8>{code});
    }

    kernel::TrapFrame frame_{};
};

TEST_F(FaultingInstruction, RepeatedCopyWantsWhatItsCountLeaves)
{
    frame_.ecx = 16;
    frame_.edi = kGuard;
    EXPECT_EQ(wanted({0xF3, 0xA5}), 64u);       // rep movsd
    EXPECT_EQ(wanted({0xF3, 0xA4}), 16u);       // rep movsb
    EXPECT_EQ(wanted({0xF3, 0xAB}), 64u);       // rep stosd
    EXPECT_EQ(wanted({0x66, 0xF3, 0xA5}), 32u); // rep movsw
}

TEST_F(FaultingInstruction, CopyThatFaultsAtItsSourceCountsFromThere)
{
    frame_.ecx = 10;
    frame_.esi = kGuard - 4; // its first word was read, and the next fault came before ESI moved on
    frame_.edi = 0x1000;
    EXPECT_EQ(wanted({0xF3, 0xA5}), 36u);
}

TEST_F(FaultingInstruction, CopyOfDwordsWantsTheOddBytesBehindThemToo)
{
    frame_.ecx = 16;
    frame_.edx = 3;
    frame_.edi = kGuard;
    EXPECT_EQ(wanted({0xF3, 0xA5, 0x89, 0xD1, 0xF3, 0xA4}), 67u); // rep movsd; mov ecx, edx; rep movsb
    EXPECT_EQ(wanted({0xF3, 0xAB, 0x89, 0xD1, 0xF3, 0xAA}), 67u); // rep stosd; mov ecx, edx; rep stosb
    EXPECT_EQ(wanted({0xF3, 0xA5, 0x89, 0xD1, 0xF3, 0xAE}), 64u); // ... repe scasb is not part of a copy
    EXPECT_EQ(wanted({0xF3, 0xA5, 0x89, 0xD1, 0xF3}), 64u);       // cut off
    EXPECT_EQ(wanted({0xF3, 0xA5, 0x89, 0xC1, 0xF3, 0xA4}), 64u); // mov ecx, eax
}

TEST_F(FaultingInstruction, UnrepeatedStringInstructionIgnoresTheCount)
{
    frame_.ecx = 16;
    frame_.edi = kGuard;
    EXPECT_EQ(wanted({0xA5}), 4u);
}

TEST_F(FaultingInstruction, CopyDownwardsWantsOneElementAtThisEnd)
{
    frame_.ecx = 16;
    frame_.edi = kGuard;
    frame_.eflags = 1u << 10;
    EXPECT_EQ(wanted({0xF3, 0xA5}), 4u);
}

TEST_F(FaultingInstruction, AccessAcrossTheEdgeWantsOnlyItsRest)
{
    frame_.eax = kGuard - 1;
    EXPECT_EQ(wanted({0x89, 0x18}), 3u); // mov [eax], ebx
}

TEST_F(FaultingInstruction, OpcodeTellsTheSizeOfTheOperand)
{
    frame_.eax = frame_.ebx = frame_.edi = kGuard;
    frame_.edx = kGuard + 2;
    EXPECT_EQ(wanted({0x8A, 0x03}), 1u);             // mov al, [ebx]
    EXPECT_EQ(wanted({0x66, 0x89, 0x08}), 2u);       // mov [eax], cx
    EXPECT_EQ(wanted({0x0F, 0xB7, 0x42, 0xFE}), 2u); // movzx eax, word [edx-2]
    EXPECT_EQ(wanted({0x0F, 0x95, 0x00}), 1u);       // setne [eax]
    EXPECT_EQ(wanted({0x0F, 0xC7, 0x0F}), 8u);       // cmpxchg8b [edi]
}

TEST_F(FaultingInstruction, EveryFormOfAddressIsUnderstood)
{
    frame_.esi = kGuard - 0x100 - 8;
    frame_.ecx = 2;
    EXPECT_EQ(wanted({0xC6, 0x84, 0x8E, 0x00, 0x01, 0x00, 0x00, 0x07}), 1u); // mov byte [esi+ecx*4+0x100], 7

    frame_.ebp = kGuard / 2 - 0x800;
    EXPECT_EQ(wanted({0x89, 0x0C, 0x6D, 0x00, 0x10, 0x00, 0x00}), 4u); // mov [ebp*2+0x1000], ecx

    EXPECT_EQ(wanted({0xC7, 0x05, 0x00, 0x20, 0xC0, 0xFE, 5, 0, 0, 0}), 4u); // mov dword [0xfec02000], 5

    frame_.esp = kGuard - 8;
    EXPECT_EQ(wanted({0x01, 0x44, 0x24, 0x08}), 4u); // add [esp+8], eax

    frame_.ebp = kGuard + 4;
    EXPECT_EQ(wanted({0x89, 0x45, 0xFC}), 4u); // mov [ebp-4], eax
}

TEST_F(FaultingInstruction, OperandElsewhereIsNotTheOneThatFaulted)
{
    frame_.eax = kGuard + 1;
    EXPECT_EQ(wanted({0x89, 0x18}), 0u);
    frame_.eax = kGuard - 4;
    EXPECT_EQ(wanted({0x89, 0x18}), 0u);
}

TEST_F(FaultingInstruction, WhatItDoesNotKnowIsZero)
{
    frame_.eax = kGuard;
    EXPECT_EQ(wanted({}), 0u);
    EXPECT_EQ(wanted({0x50}), 0u);                               // push eax
    EXPECT_EQ(wanted({0x89, 0xC3}), 0u);                         // mov ebx, eax
    EXPECT_EQ(wanted({0x64, 0x89, 0x18}), 0u);                   // mov [fs:eax], ebx
    EXPECT_EQ(wanted({0x66, 0x66, 0x66, 0x66, 0x66, 0x66}), 0u); // prefixes and nothing else
}

} // namespace
