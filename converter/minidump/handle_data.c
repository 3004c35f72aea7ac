/* SPDX-License-Identifier: GPL-2.0-or-later */
/* HandleData: the open descriptors, with what they refer to and of what type that is. */
#include <string.h>

#include "converter/minidump/layout_strings.h"
#include "converter/minidump/streams.h"

/* Types by how the kernel names the target of a link in /proc/PID/fd (proc(5)). First match. */
static const struct {
	const char *prefix, *name;
} handle_types[] = {
	{ "/memfd:", "memfd" },	 { "/dev/", "device" }, { "/", "file" },
	{ "socket:", "socket" }, { "pipe:", "pipe" },	{ "anon_inode:", "anon_inode" },
	{ "", "other" },
};

#define N_TYPES (sizeof(handle_types) / sizeof(handle_types[0]))

static size_t type_of(const char *target)
{
	size_t i = 0;

	while (strncmp(target, handle_types[i].prefix, strlen(handle_types[i].prefix)) != 0)
		i++;
	return i;
}

static void fill(struct layout *layout, const struct crash_capture *capture,
		 struct md_handle_descriptor *records)
{
	layout_blob_t names[N_TYPES] = { LAYOUT_NO_BLOB };

	for (size_t i = 0; i < capture->n_fds; i++) {
		const struct capture_fd *fd = &capture->fds[i];
		size_t type = type_of(fd->target);

		if (names[type] == LAYOUT_NO_BLOB)
			names[type] = layout_add_string(layout, handle_types[type].name);
		records[i].handle = (uint64_t)(uint32_t)fd->fd;
		layout_refer_rva(layout, &records[i].type_name, names[type]);
		layout_refer_rva(layout, &records[i].object_name,
				 layout_add_path(layout, fd->target));
	}
}

layout_blob_t minidump_add_handle_data(struct minidump_builder *builder, uint32_t type)
{
	const struct crash_capture *capture = builder->capture;
	struct md_handle_data *header;
	layout_blob_t blob;
	void *data;

	(void)type;
	if (capture->n_fds == 0)
		return LAYOUT_NO_BLOB;
	blob = layout_reserve(&builder->layout,
			      sizeof(*header) +
				      capture->n_fds * sizeof(struct md_handle_descriptor),
			      MD_ALIGN_LIST, &data);
	header = data;
	if (!header)
		return LAYOUT_NO_BLOB;
	header->size_of_header = sizeof(*header);
	header->size_of_descriptor = sizeof(struct md_handle_descriptor);
	header->count = (uint32_t)capture->n_fds;
	fill(&builder->layout, capture, (struct md_handle_descriptor *)(header + 1));
	return blob;
}
