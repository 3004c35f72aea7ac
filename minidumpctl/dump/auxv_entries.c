/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/dump/auxv_entries.h"

#include <elf.h>

/* getauxval(3), and include/uapi/linux/auxvec.h for those that are newer than <elf.h>. */
static const struct {
	uint64_t type;
	const char *name;
} names[] = {
	{ AT_EXECFD, "AT_EXECFD" },
	{ AT_PHDR, "AT_PHDR" },
	{ AT_PHENT, "AT_PHENT" },
	{ AT_PHNUM, "AT_PHNUM" },
	{ AT_PAGESZ, "AT_PAGESZ" },
	{ AT_BASE, "AT_BASE" },
	{ AT_FLAGS, "AT_FLAGS" },
	{ AT_ENTRY, "AT_ENTRY" },
	{ AT_UID, "AT_UID" },
	{ AT_EUID, "AT_EUID" },
	{ AT_GID, "AT_GID" },
	{ AT_EGID, "AT_EGID" },
	{ AT_PLATFORM, "AT_PLATFORM" },
	{ AT_HWCAP, "AT_HWCAP" },
	{ AT_CLKTCK, "AT_CLKTCK" },
	{ AT_SECURE, "AT_SECURE" },
	{ AT_BASE_PLATFORM, "AT_BASE_PLATFORM" },
	{ AT_RANDOM, "AT_RANDOM" },
	{ AT_HWCAP2, "AT_HWCAP2" },
	{ 27, "AT_RSEQ_FEATURE_SIZE" },
	{ 28, "AT_RSEQ_ALIGN" },
	{ 29, "AT_HWCAP3" },
	{ 30, "AT_HWCAP4" },
	{ AT_EXECFN, "AT_EXECFN" },
	{ AT_SYSINFO, "AT_SYSINFO" },
	{ AT_SYSINFO_EHDR, "AT_SYSINFO_EHDR" },
	{ AT_MINSIGSTKSZ, "AT_MINSIGSTKSZ" },
};

static const char *name_of(uint64_t type)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].type == type)
			return names[i].name;
	return NULL;
}

bool auxv_entry_next(struct byte_reader *auxv, uint8_t elf_class, struct auxv_entry *ret_entry)
{
	const size_t word = elf_class == ELFCLASS32 ? 4 : 8;
	uint64_t type = byte_reader_uint(auxv, word), value = byte_reader_uint(auxv, word);

	if (byte_reader_failed(auxv) || type == AT_NULL)
		return false;
	*ret_entry = (struct auxv_entry){ type, value, name_of(type) };
	return true;
}
