/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/minidump/layout.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "converter/minidump/file_output.h"
#include "lib/base/checked_math.h"

#define FIRST_CAPACITY 64U

struct layout_blob {
	uint64_t size;
	uint64_t rva;
	uint64_t address;    /* of process memory */
	const uint8_t *data; /* of any other blob */
	uint32_t alignment;
	bool is_memory;
};

/* A field to be filled when offsets are known. */
struct layout_reference {
	void *field;
	uint64_t offset; /* in the blob */
	layout_blob_t blob;
	bool is_wide; /* the field is a struct md_rva64 */
};

void layout_done(struct layout *layout)
{
	pool_done(&layout->pool);
	free(layout->blobs);
	free(layout->references);
	*layout = LAYOUT_INIT;
}

void layout_fail(struct layout *layout, int error)
{
	if (!layout->error)
		layout->error = error;
}

static bool grow(struct layout *layout, void **items, size_t n_items, size_t *capacity, size_t size)
{
	size_t wanted = *capacity ? *capacity * 2 : FIRST_CAPACITY;
	void *grown;

	if (n_items < *capacity)
		return true;
	grown = reallocarray(*items, wanted, size);
	if (!grown) {
		layout_fail(layout, -ENOMEM);
		return false;
	}
	*items = grown;
	*capacity = wanted;
	return true;
}

static layout_blob_t add_blob(struct layout *layout, const struct layout_blob *blob)
{
	if (layout->error || !grow(layout, (void **)&layout->blobs, layout->n_blobs,
				   &layout->blobs_capacity, sizeof(*layout->blobs)))
		return LAYOUT_NO_BLOB;
	layout->blobs[layout->n_blobs++] = *blob;
	return (layout_blob_t)layout->n_blobs;
}

static struct layout_blob *blob_of(const struct layout *layout, layout_blob_t blob)
{
	return &layout->blobs[blob - 1];
}

layout_blob_t layout_reserve(struct layout *layout, uint64_t size, uint32_t alignment,
			     void **ret_data)
{
	struct layout_blob blob = { .size = size, .alignment = alignment };
	void *data = NULL;
	layout_blob_t handle;

	if (!layout->error && size > UINT32_MAX)
		layout_fail(layout, -EFBIG);
	if (!layout->error) {
		data = pool_alloc(&layout->pool, (size_t)size);
		if (!data)
			layout_fail(layout, -ENOMEM);
	}
	blob.data = data;
	handle = add_blob(layout, &blob);
	*ret_data = handle != LAYOUT_NO_BLOB ? data : NULL;
	return handle;
}

layout_blob_t layout_borrow(struct layout *layout, struct bytes bytes, uint32_t alignment)
{
	struct layout_blob blob = { .size = bytes.size,
				    .alignment = alignment,
				    .data = bytes.data };

	return add_blob(layout, &blob);
}

layout_blob_t layout_add_memory(struct layout *layout, uint64_t address, uint64_t size,
				uint32_t alignment)
{
	struct layout_blob blob = {
		.size = size, .alignment = alignment, .address = address, .is_memory = true
	};

	return add_blob(layout, &blob);
}

void layout_shrink(struct layout *layout, layout_blob_t blob, uint64_t size)
{
	if (!layout->error && size < blob_of(layout, blob)->size)
		blob_of(layout, blob)->size = size;
}

static void add_reference(struct layout *layout, const struct layout_reference *reference)
{
	if (layout->error || reference->blob == LAYOUT_NO_BLOB)
		return;
	if (!grow(layout, (void **)&layout->references, layout->n_references,
		  &layout->references_capacity, sizeof(*layout->references)))
		return;
	layout->references[layout->n_references++] = *reference;
}

void layout_refer_rva(struct layout *layout, struct md_rva *field, layout_blob_t blob)
{
	add_reference(layout, &(struct layout_reference){ .field = field, .blob = blob });
}

void layout_refer_rva64(struct layout *layout, struct md_rva64 *field, layout_blob_t blob)
{
	add_reference(layout,
		      &(struct layout_reference){ .field = field, .blob = blob, .is_wide = true });
}

void layout_refer_part(struct layout *layout, struct md_location *field, layout_blob_t blob,
		       uint64_t offset, uint64_t size)
{
	if (layout->error || blob == LAYOUT_NO_BLOB)
		return;
	if (size > UINT32_MAX) {
		layout_fail(layout, -EFBIG);
		return;
	}
	field->size = (uint32_t)size;
	add_reference(layout, &(struct layout_reference){
				      .field = &field->rva, .offset = offset, .blob = blob });
}

void layout_refer(struct layout *layout, struct md_location *field, layout_blob_t blob)
{
	if (!layout->error && blob != LAYOUT_NO_BLOB)
		layout_refer_part(layout, field, blob, 0, blob_of(layout, blob)->size);
}

/* Places the blobs of memory, or all others, behind what is placed already. */
static bool place(struct layout *layout, bool is_memory)
{
	for (size_t i = 0; i < layout->n_blobs; i++) {
		struct layout_blob *blob = &layout->blobs[i];
		uint64_t mask = blob->alignment - 1, start;

		if (blob->is_memory != is_memory)
			continue;
		if (!checked_add_u64(layout->file_size, mask, &start))
			return false;
		blob->rva = start & ~mask;
		if (!checked_add_u64(blob->rva, blob->size, &layout->file_size))
			return false;
	}
	return true;
}

static bool fill_field(const struct layout *layout, const struct layout_reference *reference)
{
	uint64_t rva = blob_of(layout, reference->blob)->rva + reference->offset;

	if (reference->is_wide) {
		((struct md_rva64 *)reference->field)->value = rva;
		return true;
	}
	if (rva > UINT32_MAX)
		return false;
	((struct md_rva *)reference->field)->value = (uint32_t)rva;
	return true;
}

int layout_freeze(struct layout *layout)
{
	if (layout->error)
		return layout->error;
	if (!place(layout, false) || !place(layout, true) || layout->file_size > UINT32_MAX)
		return -EFBIG;
	for (size_t i = 0; i < layout->n_references; i++)
		if (!fill_field(layout, &layout->references[i]))
			return -EFBIG;
	return 0;
}

static int write_blob(const struct layout_blob *blob, struct memory_reader *memory,
		      struct file_output *output)
{
	file_output_pad_to(output, blob->rva);
	if (!blob->is_memory)
		file_output_put(output, blob->data, (size_t)blob->size);
	else
		file_output_put_memory(output, memory, blob->address, blob->size);
	return output->error;
}

int layout_write(const struct layout *layout, struct memory_reader *memory, int fd)
{
	static const bool passes[] = { false, true };
	struct file_output output;
	int r;

	file_output_init(&output, fd);
	for (size_t pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < layout->n_blobs; i++) {
			if (layout->blobs[i].is_memory != passes[pass])
				continue;
			r = write_blob(&layout->blobs[i], memory, &output);
			if (r < 0)
				return r;
		}
	}
	return file_output_flush(&output);
}
