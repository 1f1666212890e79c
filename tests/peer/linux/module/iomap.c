// SPDX-License-Identifier: GPL-2.0-only
/*
 * Device memory through a slot: the frame buffer of QEMU's standard VGA.
 */
#include "peer.h"

#include <linux/io-mapping.h>
#include <linux/pci.h>

#define QEMU_VENDOR 0x1234
#define QEMU_VGA 0x1111

static struct io_mapping *frame_buffer;

static __always_inline void pair(u32 turn)
{
	io_mapping_unmap_local(io_mapping_map_local_wc(frame_buffer, 0x100000));
}

void measure_iomap(void)
{
	struct pci_dev *vga = pci_get_device(QEMU_VENDOR, QEMU_VGA, NULL);

	if (!vga) {
		peer_failed("no VGA; start QEMU with -vga std");
		return;
	}
	frame_buffer = io_mapping_create_wc(pci_resource_start(vga, 0), pci_resource_len(vga, 0));
	if (frame_buffer) {
		MEASURE(pair, "iomap_local_wc", 10000);
		io_mapping_free(frame_buffer);
	}
	pci_dev_put(vga);
}
