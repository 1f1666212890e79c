// SPDX-License-Identifier: MIT
// Tags and their fields as in multiboot 2, section 3.6. Each tag is read as a memory of its own, so that none
// reads another one's bytes; a tag moves the loop on by at least 8 bytes.
#include "boot/multiboot2.hpp"

#include <cstring>

namespace boot {
namespace {

enum Tag : u32 {
    kEnd = 0,
    kCommandLine = 1,
    kLoaderName = 2,
    kModule = 3,
    kSizes = 4,
    kMap = 6,
    kFramebuffer = 8,
    kOldRsdp = 14,
    kNewRsdp = 15,
};

constexpr u32 kHeadBytes = 8; // of the structure: bytes, reserved; of a tag: type, bytes

class TagReader {
public:
    TagReader(std::span<std::byte const> structure, InfoWriter& writer)
        : structure_{structure}, writer_{writer}
    {
    }

    void read_all()
    {
        if (structure_.all().empty())
            return writer_.remark("the multiboot information has no believable size");
        u64 const end = structure_.all().size();
        for (u64 at = kHeadBytes; at < end;) {
            u32 const bytes = structure_.word(at + 4).value_or(0);
            auto const tag = structure_.part(at, bytes);
            if (bytes < kHeadBytes || !tag)
                return writer_.remark(
                    "the multiboot information is damaged at its byte {}; the rest of it is ignored", at);
            u32 const type = tag->word(0).value_or(kEnd);
            if (type == kEnd) break;
            read_tag(type, *tag);
            at += (u64{bytes} + 7) & ~u64{7};
        }
        finish();
    }

private:
    void read_tag(u32 type, PhysicalReader const& tag);
    void read_map(PhysicalReader const& tag);
    void read_module(PhysicalReader const& tag);
    void read_screen(PhysicalReader const& tag);
    void read_rsdp(PhysicalReader const& tag, u32 bytes);
    void finish();

    PhysicalReader structure_;
    InfoWriter& writer_;
    u32 modules_ = 0, modules_kept_ = 0;
    u32 rsdp_bytes_ = 0;
};

void TagReader::read_tag(u32 type, PhysicalReader const& tag)
{
    switch (type) {
    case kCommandLine: return writer_.command_line(tag.string(kHeadBytes).value_or(""));
    case kLoaderName: return writer_.loader_name(tag.string(kHeadBytes).value_or(""));
    case kModule: return read_module(tag);
    case kSizes: return writer_.memory_sizes(tag.word(8).value_or(0), tag.word(12).value_or(0));
    case kMap: return read_map(tag);
    case kFramebuffer: return read_screen(tag);
    case kOldRsdp: return read_rsdp(tag, kernel::RsdpCopy::kOldBytes);
    case kNewRsdp: return read_rsdp(tag, kernel::RsdpCopy::kNewBytes);
    default: return; // nothing that we need
    }
}

//   | type | bytes | bytes of a line | version | lines: | begin, 64 bits | bytes, 64 bits | type | reserved |
void TagReader::read_map(PhysicalReader const& tag)
{
    constexpr u32 kLines = 16, kLeastLine = 24;
    u32 const line = tag.word(8).value_or(0);
    if (line < kLeastLine || line % 8 != 0)
        return writer_.remark("the memory map has lines of {} bytes; it is ignored", line);
    for (u64 at = kLines; tag.part(at, kLeastLine); at += line)
        writer_.memory({.begin = PhysAddr{tag.double_word(at).value_or(0)},
                        .bytes = tag.double_word(at + 8).value_or(0),
                        .type = tag.word(at + 16).value_or(0)});
}

void TagReader::read_module(PhysicalReader const& tag)
{
    auto const begin = tag.word(8), end = tag.word(12);
    ++modules_;
    if (begin && end && writer_.module(*begin, *end)) ++modules_kept_;
}

void TagReader::read_screen(PhysicalReader const& tag)
{
    constexpr u32 kFields = 8, kColours = 32; // between them: 16 bits that are reserved
    auto const claim = read_framebuffer(tag, kFields, kColours);
    if (!claim) return writer_.remark("what it says about a framebuffer is too short");
    writer_.framebuffer(*claim);
}

// The new one says more, in whatever order they come.
void TagReader::read_rsdp(PhysicalReader const& tag, u32 bytes)
{
    auto const copy = tag.part(kHeadBytes, bytes);
    if (!copy) return writer_.remark("its copy of ACPI's RSDP is too short");
    if (bytes < rsdp_bytes_) return;
    rsdp_bytes_ = bytes;
    writer_.rsdp(copy->all());
}

void TagReader::finish()
{
    if (modules_kept_ < modules_)
        writer_.remark("of {} boot modules, only the first {} are kept", modules_, modules_kept_);
}

} // namespace

u32 multiboot2_bytes(std::span<std::byte const, 8> head)
{
    u32 bytes = 0;
    std::memcpy(&bytes, head.data(), sizeof(bytes));
    return bytes >= kHeadBytes && bytes <= kMostMultiboot2Bytes ? bytes : 0;
}

void read_multiboot2(std::span<std::byte const> structure, InfoWriter& writer)
{
    TagReader{structure, writer}.read_all();
}

} // namespace boot
