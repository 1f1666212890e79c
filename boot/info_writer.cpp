// SPDX-License-Identifier: MIT
#include "boot/info_writer.hpp"

#include "lib/parse.hpp"

#include <algorithm>

namespace boot {
namespace {

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

} // namespace

void InfoWriter::loader_name(std::string_view name)
{
    result_.loader.clear();
    append_printable(result_.loader, name);
}

void InfoWriter::command_line(std::string_view line)
{
    append_unquoted(result_.command_line, without_path(line));
    if (result_.command_line.cut())
        remark("the command line is longer than {} characters; the rest is ignored",
               result_.command_line.view().size());
}

void InfoWriter::memory(mm::FirmwareRange const& range)
{
    if (result_.memory_count < result_.memory.size())
        result_.memory[result_.memory_count++] = range;
    else
        ++lines_dropped_;
}

void InfoWriter::memory_sizes(u32 lower_kib, u32 upper_kib)
{
    result_.lower_bytes = u64{lower_kib} << 10;
    result_.upper_bytes = u64{upper_kib} << 10;
}

bool InfoWriter::module(u32 begin, u32 end)
{
    if (result_.reserved_count == result_.reserved.size()) return false;
    if (begin < end)
        result_.reserved[result_.reserved_count++] = {PhysAddr{u64{begin}}, PhysAddr{u64{end}},
                                                      "a boot module"};
    return true;
}

void InfoWriter::framebuffer(FramebufferClaim const& claim)
{
    if (is_text(claim)) return;
    auto const why = why_unusable(claim);
    if (why.empty())
        result_.framebuffer = as_framebuffer(claim);
    else
        remark("the framebuffer {}; the screen stays dark", why);
}

void InfoWriter::rsdp(std::span<std::byte const> copy)
{
    auto const bytes = std::min(copy.size(), result_.rsdp.data.size());
    std::copy_n(copy.begin(), bytes, result_.rsdp.data.begin());
    result_.rsdp.bytes = static_cast<u32>(bytes);
}

void InfoWriter::finish()
{
    if (lines_dropped_ > 0) remark("the last {} lines of the memory map are ignored", lines_dropped_);
    if (result_.framebuffer && in_usable_memory(*result_.framebuffer, result_)) {
        remark("the framebuffer at {} lies in usable memory; the screen stays dark",
               result_.framebuffer->base);
        result_.framebuffer.reset();
    }
}

} // namespace boot
