// SPDX-License-Identifier: MIT
// Field offsets as in multiboot 1, section 3.3. Every loop is bound to end: it runs over a bounded list or
// moves on by at least 24 bytes.
#include "boot/multiboot1.hpp"

#include "boot/info_writer.hpp"
#include "boot/physical_reader.hpp"

namespace boot {
namespace {

namespace field {
constexpr u32 kFlags = 0, kMemLower = 4, kMemUpper = 8, kCommandLine = 16, kModuleCount = 20, kModules = 24,
              kMapBytes = 44, kMap = 48, kLoaderName = 64, kFramebuffer = 88, kColours = 110;
} // namespace field

namespace flag { // which fields are valid
constexpr u32 kMemory = 1u << 0, kCommandLine = 1u << 2, kModules = 1u << 3, kMap = 1u << 6,
              kLoaderName = 1u << 9, kFramebuffer = 1u << 12;
} // namespace flag

// Below lie the interrupt vectors and the BIOS's data, which a null pointer would pass off as information.
constexpr u32 kEndOfBiosData = 0x500;

class Parser {
public:
    Parser(u32 info, std::span<std::byte const> memory, InfoWriter& writer)
        : info_{info}, memory_{memory}, flags_{memory_.word(u64{info} + field::kFlags)}, writer_{writer}
    {
    }

    void read_all()
    {
        if (info_ < kEndOfBiosData)
            return writer_.remark("no information: {:#x} points at the BIOS's interrupt vectors and data",
                                  info_);
        if (!flags_) return writer_.remark("the multiboot information at {:#x} cannot be read", info_);
        if (has(flag::kLoaderName)) read_loader_name();
        if (has(flag::kCommandLine)) read_command_line();
        if (has(flag::kMap)) read_memory_map();
        if (has(flag::kMemory)) writer_.memory_sizes(value(field::kMemLower), value(field::kMemUpper));
        if (has(flag::kModules)) read_modules();
        if (has(flag::kFramebuffer)) read_screen();
    }

private:
    [[nodiscard]] bool has(u32 bit) const { return (*flags_ & bit) != 0; }

    /// A field of the structure; a structure that ends early has zeros.
    [[nodiscard]] u32 value(u32 offset) const { return memory_.word(u64{info_} + offset).value_or(0); }

    void read_loader_name();
    void read_command_line();
    void read_memory_map();
    void add_map_line(u64 address);
    void read_modules();
    bool add_module(u64 address);
    void read_screen();

    u32 info_;
    PhysicalReader memory_;
    std::optional<u32> flags_;
    InfoWriter& writer_;
};

void Parser::read_loader_name()
{
    auto const name = memory_.string(value(field::kLoaderName));
    if (!name) return writer_.remark("its name at {:#x} cannot be read", value(field::kLoaderName));
    writer_.loader_name(*name);
}

void Parser::read_command_line()
{
    auto const line = memory_.string(value(field::kCommandLine));
    if (!line) return writer_.remark("the command line at {:#x} cannot be read", value(field::kCommandLine));
    writer_.command_line(*line);
}

//   | size | begin, 64 bits | bytes, 64 bits | type |   size counts what follows it, 20 bytes or more
void Parser::read_memory_map()
{
    constexpr u32 kSizeField = 4, kLeastSize = 20;
    u64 const end = u64{value(field::kMap)} + value(field::kMapBytes);
    for (u64 at = value(field::kMap); at < end;) {
        u32 const size = memory_.word(at).value_or(0);
        if (size < kLeastSize || at + kSizeField + size > end || !memory_.word(at + kLeastSize))
            return writer_.remark("the memory map is damaged at {:#x}; the rest of it is ignored", at);
        add_map_line(at + kSizeField);
        at += u64{kSizeField} + size;
    }
}

// Precondition: the whole line can be read.
void Parser::add_map_line(u64 address)
{
    writer_.memory({.begin = PhysAddr{memory_.double_word(address).value_or(0)},
                    .bytes = memory_.double_word(address + 8).value_or(0),
                    .type = memory_.word(address + 16).value_or(0)});
}

void Parser::read_modules()
{
    constexpr u32 kModuleBytes = 16;
    u32 const count = value(field::kModuleCount);
    for (u32 index = 0; index < count; ++index)
        if (!add_module(u64{value(field::kModules)} + u64{index} * kModuleBytes))
            return writer_.remark("of {} boot modules, only the first {} are kept", count, index);
}

// False: it cannot be read, or the list is full.
bool Parser::add_module(u64 address)
{
    auto const begin = memory_.word(address);
    auto const end = memory_.word(address + 4);
    return begin && end && writer_.module(*begin, *end);
}

void Parser::read_screen()
{
    auto const claim =
        read_framebuffer(memory_, u64{info_} + field::kFramebuffer, u64{info_} + field::kColours);
    if (!claim) return writer_.remark("what it says about a framebuffer cannot be read");
    writer_.framebuffer(*claim);
}

} // namespace

void read_multiboot1(u32 info, std::span<std::byte const> memory, InfoWriter& writer)
{
    Parser{info, memory, writer}.read_all();
}

} // namespace boot
