// SPDX-License-Identifier: MIT
// Field offsets as in multiboot 1, section 3.3. Every loop is bound to end: it runs over a bounded list or
// moves on by at least 24 bytes.
#include "boot/multiboot.hpp"

#include "boot/physical_reader.hpp"
#include "lib/format.hpp"
#include "lib/parse.hpp"

#include <algorithm>

namespace boot {
namespace {

namespace field {
constexpr u32 kFlags = 0, kMemLower = 4, kMemUpper = 8, kCommandLine = 16, kModuleCount = 20, kModules = 24,
              kMapBytes = 44, kMap = 48, kLoaderName = 64;
} // namespace field

namespace flag { // which fields are valid
constexpr u32 kMemory = 1u << 0, kCommandLine = 1u << 2, kModules = 1u << 3, kMap = 1u << 6,
              kLoaderName = 1u << 9;
} // namespace flag

// Below lie the interrupt vectors and the BIOS's data, which a null pointer would pass off as information.
constexpr u32 kEndOfBiosData = 0x500;

class Parser {
public:
    Parser(u32 info, std::span<std::byte const> memory, kernel::BootInfo& result)
        : info_{info}, memory_{memory}, flags_{memory_.word(u64{info} + field::kFlags)}, result_{result}
    {
    }

    void read_all()
    {
        result_.loader = std::string_view{"a loader without a name"};
        if (info_ < kEndOfBiosData)
            return remark("no information: {:#x} points at the BIOS's interrupt vectors and data", info_);
        if (!flags_) return remark("the multiboot information at {:#x} cannot be read", info_);
        if (has(flag::kLoaderName)) read_loader_name();
        if (has(flag::kCommandLine)) read_command_line();
        if (has(flag::kMap)) read_memory_map();
        if (lines_dropped_ > 0) remark("the last {} lines of the memory map are ignored", lines_dropped_);
        if (has(flag::kMemory)) read_memory_sizes();
        if (has(flag::kModules)) read_modules();
    }

private:
    [[nodiscard]] bool has(u32 bit) const { return (*flags_ & bit) != 0; }

    /// A field of the structure; a structure that ends early has zeros.
    [[nodiscard]] u32 value(u32 offset) const { return memory_.word(u64{info_} + offset).value_or(0); }

    template <class... Values>
    void remark(lib::FormatString<std::type_identity_t<Values>...> format, Values const&... values)
    {
        result_.remarks.append("boot loader: ");
        lib::print<Values...>(result_.remarks, format, values...);
        result_.remarks.append("\n");
    }

    void read_loader_name();
    void read_command_line();
    void read_memory_map();
    void add_map_line(u64 address);
    void read_memory_sizes();
    void read_modules();
    void add_memory(mm::FirmwareRange const& range);
    bool add_module(u64 address);

    u32 info_;
    PhysicalReader memory_;
    std::optional<u32> flags_;
    u32 lines_dropped_ = 0; // of the memory map
    kernel::BootInfo& result_;
};

// Control characters would end up on somebody's terminal.
template <std::size_t Capacity> void append_printable(lib::Text<Capacity>& text, std::string_view raw)
{
    for (char const letter : raw.substr(0, Capacity + 1)) {
        char const shown = letter >= ' ' && letter <= '~' ? letter : ' ';
        text.append({&shown, 1});
    }
}

// GRUB 2 passes a word in quotes that stood in them at its prompt. None of our words has any.
template <std::size_t Capacity> void append_unquoted(lib::Text<Capacity>& text, std::string_view raw)
{
    while (!raw.empty()) append_printable(text, lib::cut_field(raw, '"'));
}

// QEMU and GRUB 0.97 put the kernel's path in front; GRUB 2 does not. None of our words has a slash or a
// dot before its equals sign.
std::string_view without_path(std::string_view line)
{
    auto const begin = std::min(line.find_first_not_of(' '), line.size());
    auto const end = std::min(line.find(' ', begin), line.size());
    auto const first = line.substr(begin, end - begin);
    bool const path = first.substr(0, first.find('=')).find_first_of("/.") != std::string_view::npos;
    return path ? line.substr(std::min(end + 1, line.size())) : line;
}

void Parser::read_loader_name()
{
    auto const name = memory_.string(value(field::kLoaderName));
    if (!name) return remark("its name at {:#x} cannot be read", value(field::kLoaderName));
    result_.loader.clear();
    append_printable(result_.loader, *name);
}

void Parser::read_command_line()
{
    auto const line = memory_.string(value(field::kCommandLine));
    if (!line) return remark("the command line at {:#x} cannot be read", value(field::kCommandLine));
    append_unquoted(result_.command_line, without_path(*line));
    if (result_.command_line.cut())
        remark("the command line is longer than {} characters; the rest is ignored",
               result_.command_line.view().size());
}

void Parser::add_memory(mm::FirmwareRange const& range)
{
    if (result_.memory_count < result_.memory.size())
        result_.memory[result_.memory_count++] = range;
    else
        ++lines_dropped_;
}

//   | size | begin, 64 bits | bytes, 64 bits | type |   size counts what follows it, 20 bytes or more
void Parser::read_memory_map()
{
    constexpr u32 kSizeField = 4, kLeastSize = 20;
    u64 const end = u64{value(field::kMap)} + value(field::kMapBytes);
    for (u64 at = value(field::kMap); at < end;) {
        u32 const size = memory_.word(at).value_or(0);
        if (size < kLeastSize || at + kSizeField + size > end || !memory_.word(at + kLeastSize))
            return remark("the memory map is damaged at {:#x}; the rest of it is ignored", at);
        add_map_line(at + kSizeField);
        at += u64{kSizeField} + size;
    }
}

// Precondition: the whole line can be read.
void Parser::add_map_line(u64 address)
{
    add_memory({.begin = PhysAddr{memory_.double_word(address).value_or(0)},
                .bytes = memory_.double_word(address + 8).value_or(0),
                .type = memory_.word(address + 16).value_or(0)});
}

// In KiB. boot/weigh_memory.cpp decides whether they are of any use.
void Parser::read_memory_sizes()
{
    result_.lower_bytes = u64{value(field::kMemLower)} << 10;
    result_.upper_bytes = u64{value(field::kMemUpper)} << 10;
}

void Parser::read_modules()
{
    constexpr u32 kModuleBytes = 16;
    u32 const count = value(field::kModuleCount);
    for (u32 index = 0; index < count; ++index)
        if (!add_module(u64{value(field::kModules)} + u64{index} * kModuleBytes))
            return remark("of {} boot modules, only the first {} are kept", count, index);
}

// False: it cannot be read, or the list is full. An empty module need not be kept.
bool Parser::add_module(u64 address)
{
    auto const begin = memory_.word(address);
    auto const end = memory_.word(address + 4);
    if (!begin || !end || result_.reserved_count == result_.reserved.size()) return false;
    if (*begin < *end)
        result_.reserved[result_.reserved_count++] = {PhysAddr{u64{*begin}}, PhysAddr{u64{*end}},
                                                      "a boot module"};
    return true;
}

} // namespace

void read_multiboot(u32 info, std::span<std::byte const> memory, kernel::BootInfo& result)
{
    Parser{info, memory, result}.read_all();
}

u64 usable_bytes(kernel::BootInfo const& info)
{
    u64 sum = 0;
    for (mm::FirmwareRange const& range : std::span{info.memory}.first(info.memory_count))
        if (range.type == mm::FirmwareRange::kUsable) sum += std::min(range.bytes, ~u64{0} - sum);
    return sum;
}

} // namespace boot
