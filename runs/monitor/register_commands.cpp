// SPDX-License-Identifier: MIT
// The hardware's own registers, of the CPU that the monitor happens to run on. What it refuses, it refuses in
// words.
#include "kernel/hw/memory_types.hpp"
#include "kernel/hw/registers.hpp"
#include "kernel/hw/trap.hpp"
#include "kernel/log/log.hpp"
#include "kernel/thread/migration_guard.hpp"
#include "lib/parse.hpp"
#include "runs/board/sections.hpp"
#include "runs/monitor/command.hpp"
#include "runs/monitor/register_words.hpp"

namespace kernel::monitor {

namespace {

std::string_view meaning(u32 vector)
{
    return vector == vector::kInvalidOpcode ? "it has no such instruction"
                                            : "there is no such register, or it takes no such value";
}

void say_refused(RefusedInstruction refused)
{
    say("The CPU refuses: {} (vector {}). That means, {}.", exception_name(refused.vector), refused.vector,
        meaning(refused.vector));
}

void in(Session&, std::string_view arguments)
{
    auto const number = lib::cut_word(arguments);
    auto const port = parse_port(number, lib::cut_word(arguments));
    if (!port) return say("in takes a port up to 0xffff, and 1, 2 or 4 bytes that do not reach beyond it.");
    auto const value = hw::read_port(port->number, port->bytes);
    if (!value) return say_refused(value.error());
    say("port {:#x}: {:#x}", port->number, *value);
}

void out(Session& session, std::string_view arguments)
{
    auto const number = lib::cut_word(arguments);
    auto const word = lib::cut_word(arguments);
    auto const port = parse_port(number, lib::cut_word(arguments));
    if (!port)
        return say(
            "out takes a port up to 0xffff, a value, and 1, 2 or 4 bytes that do not reach beyond it.");
    auto const value = parse_value(word, port->bytes);
    if (!value) return say("\"{}\" is no value of {}.", word, lib::Counted{port->bytes, "byte"});
    auto const bits = static_cast<u32>(*value);
    if (ends_machine(*port, bits)) {
        say("Port {:#x} ends or resets machines.", port->number);
        if (!session.ask("Write it?")) return say("Nothing was written.");
    }
    auto const done = hw::write_port(port->number, port->bytes, bits);
    if (!done) return say_refused(done.error());
}

void say_msr(u32 cpu, u32 index, u64 value)
{
    say("MSR {:#x} of CPU {}: 0x{:08x} {:08x}", index, cpu, static_cast<u32>(value >> 32),
        static_cast<u32>(value));
}

void rdmsr(Session&, std::string_view arguments)
{
    auto const word = lib::cut_word(arguments);
    auto const index = parse_value(word, sizeof(u32));
    if (!index) return say("rdmsr takes the number of a register, up to 0xffffffff, not \"{}\".", word);
    MigrationGuard const here;
    auto const value = hw::read_msr(static_cast<u32>(*index));
    if (!value) return say_refused(value.error());
    say_msr(here.cpu(), static_cast<u32>(*index), *value);
}

void write_and_say(u32 index, u64 value)
{
    MigrationGuard const here;
    auto const written = hw::write_msr(index, value);
    if (!written) return say_refused(written.error());
    say_msr(here.cpu(), index, *written);
}

void wrmsr(Session& session, std::string_view arguments)
{
    auto const word = lib::cut_word(arguments);
    auto const number = parse_value(word, sizeof(u32));
    auto const value = parse_value(lib::cut_word(arguments), sizeof(u64));
    if (!number || !value) return say("wrmsr takes the number of a register and a value of up to 64 bits.");
    auto const index = static_cast<u32>(*number);
    {
        MigrationGuard const here;
        auto const now = hw::read_msr(index);
        if (!now) return say_refused(now.error());
        say_msr(here.cpu(), index, *now);
    }
    say("It would become                  0x{:08x} {:08x}", static_cast<u32>(*value >> 32),
        static_cast<u32>(*value));
    if (!session.ask("Write it? The kernel may not survive it.")) return say("Nothing was written.");
    write_and_say(index, *value);
}

void say_last_leaf(u32 leaf)
{
    auto const first = hw::read_cpuid(leaf & 0x8000'0000, 0);
    if (first && leaf > (*first)[0])
        say("Its last leaf of that kind is {:#x}: this means nothing.", (*first)[0]);
}

void cpuid(Session&, std::string_view arguments)
{
    auto const word = lib::cut_word(arguments);
    auto const subword = lib::cut_word(arguments);
    auto const leaf = parse_value(word, sizeof(u32));
    auto const subleaf = subword.empty() ? 0 : parse_value(subword, sizeof(u32));
    if (!leaf || !subleaf) return say("cpuid takes the number of a leaf, and of a subleaf.");
    auto const answer = hw::read_cpuid(static_cast<u32>(*leaf), static_cast<u32>(*subleaf));
    if (!answer) return say_refused(answer.error());
    say("eax 0x{:08x}  ebx 0x{:08x}  ecx 0x{:08x}  edx 0x{:08x}", (*answer)[0], (*answer)[1], (*answer)[2],
        (*answer)[3]);
    say_last_leaf(static_cast<u32>(*leaf));
}

void mtrr(Session&, std::string_view)
{
    static constinit MemoryTypes types; // large for a kernel stack; one thread has the monitor
    types = {};
    MigrationGuard const here;
    hw::read_memory_types(types);
    board::say_memory_types(types);
}

constexpr Command kRegisterCommands[] = {
    {"in", "PORT [BYTES]", "read 1, 2 or 4 bytes from a port", in},
    {"out", "PORT VALUE [BYTES]", "write 1, 2 or 4 bytes to a port; asks where that ends the machine", out},
    {"rdmsr", "INDEX", "a model-specific register", rdmsr},
    {"wrmsr", "INDEX VALUE", "write one; asks first", wrmsr},
    {"cpuid", "LEAF [SUBLEAF]", "what the CPU says about itself", cpuid},
    {"mtrr", "", "how memory is cached: MTRRs and PAT", mtrr},
};

} // namespace

std::span<Command const> register_commands() { return kRegisterCommands; }

} // namespace kernel::monitor
