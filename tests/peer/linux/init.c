// SPDX-License-Identifier: MIT
// The only program of the peer's user space, linked without a C library: loads the module, which does all the
// work while it is being loaded, and switches the machine off. Built by build.py.
#include <asm/unistd_32.h>
#include <linux/reboot.h>

enum { kReadOnly = 0 }; // O_RDONLY, whose header wants a C library

static long system_call(long number, long first, long second, long third, long fourth)
{
    long result;

    asm volatile("int $0x80"
                 : "=a"(result)
                 : "a"(number), "b"(first), "c"(second), "d"(third), "S"(fourth)
                 : "memory");
    return result;
}

void _start(void)
{
    long const module = system_call(__NR_open, (long)"/dormer_peer.ko", kReadOnly, 0, 0);

    system_call(__NR_finit_module, module, (long)"", 0, 0);
    system_call(__NR_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_POWER_OFF, 0);
    for (;;) system_call(__NR_pause, 0, 0, 0, 0);
}
