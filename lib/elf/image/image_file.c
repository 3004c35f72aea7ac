/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/image/image_file.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/capture/limits.h"

static int open_regular(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode))
		return -EINVAL;
	return take_fd(&fd);
}

static bool is_wanted_note(Elf_Data *data, const GElf_Nhdr *note, size_t name, size_t description,
			   struct bytes build_id)
{
	const char *bytes = data->d_buf;

	return note->n_type == NT_GNU_BUILD_ID && note->n_namesz == sizeof("GNU") &&
	       memcmp(bytes + name, "GNU", sizeof("GNU")) == 0 && note->n_descsz == build_id.size &&
	       memcmp(bytes + description, build_id.data, build_id.size) == 0;
}

static bool section_has_build_id(Elf_Scn *section, struct bytes build_id)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t offset = 0, name, description;
	GElf_Nhdr note;

	while (data && data->d_buf &&
	       (offset = gelf_getnote(data, offset, &note, &name, &description)) > 0)
		if (is_wanted_note(data, &note, name, description, build_id))
			return true;
	return false;
}

static bool file_has_build_id(Elf *elf, struct bytes build_id)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, &header) && header.sh_type == SHT_NOTE &&
		    header.sh_size <= LIMIT_NOTE && section_has_build_id(section, build_id))
			return true;
	return false;
}

int image_file_open(const char *path, struct bytes build_id, struct image_file *ret_file)
{
	_cleanup_(image_file_done) struct image_file file = IMAGE_FILE_INIT;

	if (build_id.size == 0 || build_id.size > LIMIT_BUILD_ID)
		return -ENODATA;
	file.fd = open_regular(path);
	if (file.fd < 0)
		return file.fd;
	(void)elf_version(EV_CURRENT);
	file.elf = elf_begin(file.fd, ELF_C_READ, NULL);
	if (!file.elf || elf_kind(file.elf) != ELF_K_ELF)
		return -ENOEXEC;
	if (!file_has_build_id(file.elf, build_id))
		return -ENODATA;
	*ret_file = file;
	file = IMAGE_FILE_INIT;
	return 0;
}

void image_file_done(struct image_file *file)
{
	if (file->elf)
		(void)elf_end(file->elf);
	cleanup_close(&file->fd);
	*file = IMAGE_FILE_INIT;
}

int image_file_base(const struct image_file *file, uint64_t *ret_base)
{
	size_t n_headers;
	GElf_Phdr header;

	if (elf_getphdrnum(file->elf, &n_headers) < 0 || n_headers > LIMIT_PROGRAM_HEADERS)
		return -ENOEXEC;
	for (size_t i = 0; i < n_headers; i++) {
		if (!gelf_getphdr(file->elf, (int)i, &header))
			return -ENOEXEC;
		if (header.p_type != PT_LOAD)
			continue;
		if (header.p_offset > header.p_vaddr)
			return -ENOEXEC;
		*ret_base = header.p_vaddr - header.p_offset;
		return 0;
	}
	return -ENOEXEC;
}
